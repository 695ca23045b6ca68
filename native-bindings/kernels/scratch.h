// Memory that kernels work in. It belongs to one thread, grows when a bigger picture arrives and is then reused, so
// that decoding allocates nothing once a session is running.
#pragma once

#include <cstdlib>

#include "base.h"

namespace sluice {

class Scratch {
 public:
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::free(memory_); }

  /**
   * `size` bytes aligned to 64, with `kSlack` bytes before and after them that may be read and written, so that loops
   * may work in whole vectors. Null when there is no memory. The content is left over from earlier work.
   */
  uint8_t* take(size_t size) {
    if (capacity_ < size) grow(size);
    return memory_ ? memory_ + kSlack : nullptr;
  }

  /** Gives back what only a picture of unusual size needed. A thread outlives the session that it was for. */
  void trim() {
    if (capacity_ <= kKept) return;
    std::free(memory_);
    memory_ = nullptr;
    capacity_ = 0;
  }

  static constexpr size_t kSlack = 128;
  /** Enough for a desktop of 3840 × 2160 in any codec. */
  static constexpr size_t kKept = size_t{64} << 20;

 private:
  void grow(size_t size) {
    std::free(memory_);
    capacity_ = (size + size / 2 + 63) & ~size_t{63};
    memory_ = static_cast<uint8_t*>(std::aligned_alloc(64, capacity_ + 2 * kSlack));
    if (!memory_) capacity_ = 0;
  }

  uint8_t* memory_ = nullptr;
  size_t capacity_ = 0;
};

}  // namespace sluice

// Messages through the packer and back: what is read must be what was packed. The input is cut into messages, the first
// byte of each saying how long it is and what of the one before it repeats. The reader is written from docs/wire.md.
#include <vector>

#include "../kernels/packing/pack.h"
#include "tile-reader.h"

using namespace sluice;

namespace {

class PackReader {
 public:
  PackReader(Bytes packed, std::vector<uint8_t>* memory) : packed_(packed), memory_(*memory) {}

  void read() {
    size_t distance = 0;
    while (at_ < packed_.size) {
      uint32_t token = byte();
      size_t literals = token >> 4;
      if (literals == 15) literals += number();
      for (; 0 < literals; literals--) memory_.push_back(byte());
      if (at_ == packed_.size) return;
      size_t named = number();
      if (named != 0) distance = named;
      size_t match = (token & 15) + 4;
      if (match == 19) match += number();
      require(0 < distance && distance <= memory_.size() && distance <= kPackWindow);
      for (; 0 < match; match--) memory_.push_back(memory_[memory_.size() - distance]);
    }
  }

 private:
  uint8_t byte() {
    require(at_ < packed_.size);
    return packed_.data[at_++];
  }

  size_t number() {
    size_t value = 0;
    for (int shift = 0;; shift += 7) {
      require(shift < 21);
      uint8_t next = byte();
      value |= size_t{next & 127u} << shift;
      if (next < 128) return value;
    }
  }

  Bytes packed_;
  size_t at_ = 0;
  std::vector<uint8_t>& memory_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // What other inputs left in the table must do no harm.
  static std::vector<uint32_t> table(kPackTable);
  std::vector<uint8_t> window, read;
  // Places are counted beyond 2^32.
  const uint32_t start = 0xffffff00u;
  while (2 <= size) {
    size_t from = window.size(), length = least<size_t>(data[0] * 16u, size - 2), copied = data[1] * 8u;
    window.insert(window.end(), data + 2, data + 2 + length);
    for (size_t i = 0; i < copied && copied <= from; i++) window.push_back(window[from - copied + i]);
    data += 2 + length;
    size -= 2 + length;
    // Exactly as large as it may become, so that the sanitizer sees what is written or read behind it.
    std::vector<uint8_t> exact(window), out(maxPackedSize(window.size() - from));
    size_t packed = pack({exact.data(), exact.size()}, from, start, table.data(), out.data(), out.size());
    require(0 < packed && packed <= out.size());
    PackReader({out.data(), packed}, &read).read();
    require(read == window);
    // With less room it says so, or writes the same.
    std::vector<uint8_t> small(packed / 2);
    size_t fitted = pack({exact.data(), exact.size()}, from, start, table.data(), small.data(), small.size());
    require(fitted <= small.size());
  }
  return 0;
}

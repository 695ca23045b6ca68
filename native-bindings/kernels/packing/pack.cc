#include "pack.h"

namespace sluice {

namespace {

constexpr size_t kLeastMatch = 4;
/** A match that names its distance must be this long to pay for it. */
constexpr size_t kLeastNew = 6;
/** A word is read wherever a match may begin. */
constexpr size_t kWord = sizeof(uint64_t);
/** Bytes in vain after which steps become longer. */
constexpr uint32_t kPatience = 6;
/** Places inside a match that are remembered. */
constexpr size_t kPlaces = 8;

/** By the first six bytes. */
inline size_t slotOf(const uint8_t* at) {
  constexpr uint64_t kPrime = 227718039650203;
  return (load<uint64_t>(at) << 16) * kPrime >> 47;
}
static_assert(kPackTable == size_t{1} << (64 - 47), "slots have the bits of the table");

size_t equalBytes(const uint8_t* a, const uint8_t* b, const uint8_t* end) {
  const uint8_t* start = b;
  while (kWord <= static_cast<size_t>(end - b)) {
    uint64_t difference = load<uint64_t>(a) ^ load<uint64_t>(b);
    if (difference != 0) return static_cast<size_t>(b - start) + (__builtin_ctzll(difference) >> 3);
    a += kWord;
    b += kWord;
  }
  while (b < end && *a == *b) a++, b++;
  return static_cast<size_t>(b - start);
}

class Writer {
 public:
  Writer(uint8_t* out, size_t capacity) : start_(out), to_(out), end_(out + capacity) {}

  /** Literals, then a match unless its length is 0. False when there is no room. */
  bool sequence(Bytes literals, size_t length, size_t distance) {
    constexpr size_t kMostOverhead = 1 /* token */ + 3 * 3 /* numbers */;
    if (static_cast<size_t>(end_ - to_) < literals.size + kMostOverhead) return false;
    size_t rest = length == 0 ? 0 : length - kLeastMatch;
    *to_++ = static_cast<uint8_t>(least<size_t>(literals.size, 15) << 4 | least<size_t>(rest, 15));
    if (15 <= literals.size) number(literals.size - 15);
    if (literals.size != 0) std::memcpy(to_, literals.data, literals.size);
    to_ += literals.size;
    if (length == 0) return true;
    number(distance == last_ ? 0 : distance);
    last_ = distance;
    if (15 <= rest) number(rest - 15);
    return true;
  }

  size_t length() const { return static_cast<size_t>(to_ - start_); }

 private:
  /** Seven bits to a byte, lowest first. INVARIANT: below 2^21. */
  void number(size_t value) {
    for (; 128 <= value; value >>= 7) *to_++ = static_cast<uint8_t>(value | 128);
    *to_++ = static_cast<uint8_t>(value);
  }

  uint8_t* start_;
  uint8_t* to_;
  uint8_t* end_;
  size_t last_ = 0;
};

}  // namespace

size_t pack(Bytes window, size_t from, uint32_t start, uint32_t* table, uint8_t* out, size_t capacity) {
  const uint8_t* bytes = window.data;
  const uint8_t* end = bytes + window.size;
  Writer writer(out, capacity);
  // Where the literals begin that are not written yet, and what was tried in vain since the last match.
  size_t written = from;
  uint32_t vain = 0;
  size_t distance = 0;
  for (size_t at = from; at + kWord <= window.size;) {
    size_t slot = slotOf(bytes + at);
    uint32_t place = start + static_cast<uint32_t>(at);
    // An entry may be left from what is no longer in the window, or from nothing.
    size_t back = place - table[slot];
    table[slot] = place;
    size_t length = 0;
    if (distance != 0) length = equalBytes(bytes + at - distance, bytes + at, end);
    if (length < kLeastMatch) {
      bool near = 0 < back && back <= least(at, kPackWindow);
      length = near ? equalBytes(bytes + at - back, bytes + at, end) : 0;
      if (length < kLeastNew) {
        at += 1 + (vain++ >> kPatience);
        continue;
      }
      distance = back;
    }
    size_t first = at, stop = at + length;
    while (written < first && distance < first && bytes[first - 1] == bytes[first - 1 - distance]) first--;
    if (!writer.sequence({bytes + written, first - written}, stop - first, distance)) return 0;
    size_t step = greatest<size_t>(1, length / kPlaces);
    for (size_t inside = at + 1; inside < stop && inside + kWord <= window.size; inside += step) {
      table[slotOf(bytes + inside)] = start + static_cast<uint32_t>(inside);
    }
    at = written = stop;
    vain = 0;
  }
  return writer.sequence({bytes + written, window.size - written}, 0, 0) ? writer.length() : 0;
}

}  // namespace sluice

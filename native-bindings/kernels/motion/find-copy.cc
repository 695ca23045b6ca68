// Segments of 32 pixels of what changed are looked for on the whole area of the shadow, with a rolling hash; where they
// are found gives votes for displacements. What the best displacement explains is then counted pixel by pixel.
#include "find-copy.h"

#include "../simd.h"

namespace sluice {

namespace {

/** Pixels of a segment. The rolling hash rotates by one bit for each, which is why they are half of its bits. */
constexpr uint32_t kSegment = 32;
/** A segment with fewer changes of colour, such as a line or an edge, is found everywhere. */
constexpr uint32_t kMinTransitions = 5;
constexpr uint32_t kSampledRows = 48;
constexpr size_t kCandidates = 1024;
/** Places where one anchor may be found before it stops counting: a pattern has too many. */
constexpr uint32_t kMaxHits = 48;
constexpr uint32_t kMinVotes = 3;
/** Columns in which it is looked for scrolling. */
constexpr uint32_t kStraightColumns = 12;
constexpr uint32_t kStrip = 16;
/** Pixels that a copy has to make right: fewer are encoded as fast. */
constexpr uint64_t kMinPixels = 2048;
/** Of what changed, a copy has to explain one part in so many. */
constexpr uint64_t kMinShare = 4;

/** Pixels of a row, wherever they begin in memory. */
class Pixels {
 public:
  Pixels() = default;
  Pixels(const Surface& surface, uint32_t x, uint32_t y) : bytes_(surface.at(x, y)) {}

  uint32_t operator[](size_t i) const { return load32(bytes_ + i * 4); }
  bool equals(Pixels other, size_t count) const { return std::memcmp(bytes_, other.bytes_, count * 4) == 0; }

 private:
  const uint8_t* bytes_;
};

inline uint64_t rotate(uint64_t value, int count) { return value << count | value >> (64 - count); }

/** Spreads a pixel over the hash. */
inline uint64_t spread(uint32_t pixel) { return (pixel + uint64_t{1}) * 0x9e3779b97f4a7c15u; }

uint64_t hashSegment(Pixels pixels) {
  uint64_t hash = 0;
  for (uint32_t i = 0; i < kSegment; i++) hash = rotate(hash, 1) ^ spread(pixels[i]);
  return hash;
}

inline size_t filterBit(uint64_t hash) { return hash >> 40 & (CopySearch::kFilterBits - 1); }

bool hasVoid(Pixels pixels) {
  uint32_t least = UINT32_MAX;
  for (uint32_t i = 0; i < kSegment; i++) least = pixels[i] < least ? pixels[i] : least;
  return least < 1u << 24;
}

bool distinctive(Pixels pixels) {
  uint32_t transitions = 0;
  for (uint32_t i = 1; i < kSegment; i++) transitions += pixels[i] != pixels[i - 1];
  return kMinTransitions <= transitions && !hasVoid(pixels);
}

class Search {
 public:
  Search(const Surface& surface, const Surface& shadow, CopyArea area, CopySearch& memory)
      : surface_(surface), shadow_(shadow), area_(area), memory_(memory) {}

  bool run(FoundCopy* found) {
    pickAnchors();
    if (memory_.anchorCount < kMinVotes) return false;
    Displacement best = {0, 0};
    // Most of what moves scrolls up or down, which is quick to see.
    uint32_t asked = lookStraight();
    if (elect(&best) * 2 < asked) {
      lookForAnchors();
      if (elect(&best) == 0) return false;
    }
    return measure(best, found);
  }

 private:
  /** Segments that changed and that are not found everywhere, from all over the area. */
  void pickAnchors() {
    struct {
      uint32_t x, y;
    } candidates[kCandidates];
    uint32_t rows = least(area_.height, kSampledRows), columns = area_.width / kSegment;
    // Of a wide area not every segment.
    uint32_t step = static_cast<uint32_t>(size_t{rows} * columns / kCandidates) + 1;
    size_t count = 0;
    for (uint32_t k = 0; k < rows; k++) {
      uint32_t y = area_.top + static_cast<uint32_t>((uint64_t{k} * 2 + 1) * area_.height / (rows * 2));
      for (uint32_t column = k % step; column < columns && count < kCandidates; column += step) {
        uint32_t x = area_.left + column * kSegment;
        Pixels pixels(surface_, x, y);
        if (pixels.equals({shadow_, x, y}, kSegment) || !distinctive(pixels)) continue;
        candidates[count++] = {x, y};
      }
    }
    std::memset(memory_.filter, 0, sizeof memory_.filter);
    memory_.anchorCount = least(count, CopySearch::kAnchors);
    for (size_t i = 0; i < memory_.anchorCount; i++) {
      auto [x, y] = candidates[i * count / memory_.anchorCount];
      uint64_t hash = hashSegment({surface_, x, y});
      memory_.anchors[i] = {hash, x, y, 0};
      memory_.filter[filterBit(hash) / 64] |= uint64_t{1} << filterBit(hash) % 64;
    }
  }

  void clearVotes() {
    std::memset(memory_.votes, 0, sizeof memory_.votes);
    for (size_t i = 0; i < memory_.anchorCount; i++) memory_.anchors[i].hits = 0;
  }

  /** Looks above and below some of the anchors; returns how many. */
  uint32_t lookStraight() {
    clearVotes();
    uint32_t asked = 0;
    for (uint32_t done = 0; done < kStraightColumns; done++) {
      // The next column, evenly spread: anchors are sorted by row.
      uint32_t x = memory_.anchors[done * memory_.anchorCount / kStraightColumns].x;
      bool again = false;
      for (uint32_t before = 0; before < done; before++) {
        again = again || memory_.anchors[before * memory_.anchorCount / kStraightColumns].x == x;
      }
      if (again) continue;
      for (size_t i = 0; i < memory_.anchorCount; i++) asked += memory_.anchors[i].x == x;
      for (uint32_t y = area_.top; y < area_.top + area_.height; y++) {
        uint64_t hash = hashSegment({shadow_, x, y});
        if (mayBeAnchor(hash)) hit(hash, x, y, x);
      }
    }
    return asked;
  }

  bool mayBeAnchor(uint64_t hash) const {
    return (memory_.filter[filterBit(hash) / 64] >> filterBit(hash) % 64 & 1) != 0;
  }

  /** Rolls over four rows at a time, so that the processor has four hashes to work on. */
  void lookForAnchors() {
    clearVotes();
    uint32_t y = area_.top, end = area_.top + area_.height;
    for (; y + 4 <= end; y += 4) rollOver<4>(y);
    for (; y < end; y++) rollOver<1>(y);
  }

  template <uint32_t kRows>
  void rollOver(uint32_t y) {
    Pixels pixels[kRows];
    uint64_t hashes[kRows];
    for (uint32_t r = 0; r < kRows; r++) {
      pixels[r] = {shadow_, area_.left, y + r};
      hashes[r] = hashSegment(pixels[r]);
      if (mayBeAnchor(hashes[r])) hit(hashes[r], area_.left, y + r);
    }
    for (uint32_t x = 0; x + kSegment < area_.width; x++) {
      for (uint32_t r = 0; r < kRows; r++) {
        uint64_t leaving = rotate(spread(pixels[r][x]), kSegment);
        hashes[r] = rotate(hashes[r], 1) ^ spread(pixels[r][x + kSegment]) ^ leaving;
        if (__builtin_expect(mayBeAnchor(hashes[r]), 0)) hit(hashes[r], area_.left + x + 1, y + r);
      }
    }
  }

  /** A segment of the shadow that looks like an anchor, in column `only` if that is one. */
  void hit(uint64_t hash, uint32_t x, uint32_t y, uint32_t only = UINT32_MAX) {
    for (size_t i = 0; i < memory_.anchorCount; i++) {
      CopySearch::Anchor& anchor = memory_.anchors[i];
      if (anchor.hash != hash || kMaxHits <= anchor.hits || (only != UINT32_MAX && anchor.x != only)) continue;
      if (!Pixels(surface_, anchor.x, anchor.y).equals({shadow_, x, y}, kSegment)) continue;
      anchor.hits++;
      vote({static_cast<int32_t>(x) - static_cast<int32_t>(anchor.x),
            static_cast<int32_t>(y) - static_cast<int32_t>(anchor.y)});
    }
  }

  void vote(Displacement displacement) {
    auto x = static_cast<uint32_t>(displacement.x), y = static_cast<uint32_t>(displacement.y);
    uint32_t key = x * 0x9e3779b1u ^ y * 0x85ebca6bu;
    size_t slot = (key ^ key >> 15) % CopySearch::kVotes;
    // A table that is full loses votes that nobody shares.
    for (int tries = 0; tries < 8; tries++, slot = (slot + 1) % CopySearch::kVotes) {
      CopySearch::Vote& vote = memory_.votes[slot];
      if (vote.count == 0) vote.displacement = displacement;
      if (vote.displacement.x != displacement.x || vote.displacement.y != displacement.y) continue;
      vote.count++;
      return;
    }
  }

  /** The displacement with most votes; of several the one that is straight, then the shortest. Returns its votes. */
  uint32_t elect(Displacement* best) const {
    uint64_t bestRank = 0;
    uint32_t votes = 0;
    for (const CopySearch::Vote& vote : memory_.votes) {
      if (vote.count < kMinVotes) continue;
      const Displacement& d = vote.displacement;
      uint64_t length = static_cast<uint64_t>(d.x < 0 ? -d.x : d.x) + static_cast<uint64_t>(d.y < 0 ? -d.y : d.y);
      uint64_t rank = (uint64_t{vote.count} * 2 + (d.x == 0 || d.y == 0 ? 1 : 0)) << 16 | (0xffff - length);
      if (rank <= bestRank) continue;
      bestRank = rank;
      *best = d;
      votes = vote.count;
    }
    return votes;
  }

  /** What can be moved to the area from within the picture. */
  bool clip(Displacement d) {
    auto cut = [](uint32_t* at, uint32_t* length, int32_t by, uint32_t side) {
      int64_t from = greatest<int64_t>(*at, -int64_t{by});
      int64_t to = least<int64_t>(int64_t{*at} + *length, int64_t{side} - by);
      if (to <= from) return false;
      *at = static_cast<uint32_t>(from);
      *length = static_cast<uint32_t>(to - from);
      return true;
    };
    return cut(&area_.left, &area_.width, d.x, shadow_.width) && cut(&area_.top, &area_.height, d.y, shadow_.height);
  }

  struct Range {
    uint32_t from, to;
  };

  /** Columns of the area between the outermost anchors that the displacement explains. */
  Range anchoredColumns(Displacement d) const {
    Range columns = {area_.width, 0};
    for (size_t i = 0; i < memory_.anchorCount; i++) {
      const CopySearch::Anchor& anchor = memory_.anchors[i];
      bool inside = area_.left <= anchor.x && anchor.x + kSegment <= area_.left + area_.width &&
                    area_.top <= anchor.y && anchor.y < area_.top + area_.height;
      if (!inside || compare(d, anchor.x - area_.left, anchor.y - area_.top, kSegment).gain == 0) continue;
      columns.from = least(columns.from, anchor.x - area_.left);
      columns.to = greatest(columns.to, anchor.x - area_.left + kSegment);
    }
    return columns;
  }

  bool measure(Displacement d, FoundCopy* found) {
    if (!clip(d)) return false;
    // Roughly which rows, by the columns of the anchors; then which columns, by these rows; then which rows exactly.
    uint32_t step = area_.height < 256 ? 1 : 4;
    Range columns = anchoredColumns(d);
    if (columns.to <= columns.from) return false;
    uint32_t sampled = (area_.height + step - 1) / step;
    for (uint32_t i = 0; i < sampled; i++) {
      memory_.scores[i] = compare(d, columns.from, i * step, columns.to - columns.from).net;
    }
    Range rows = bestRange(memory_.scores, sampled);
    uint32_t strips = (area_.width + kStrip - 1) / kStrip;
    std::memset(memory_.scores, 0, strips * sizeof *memory_.scores);
    for (uint32_t i = rows.from; i < rows.to; i++) {
      for (uint32_t s = 0; s < strips; s++) memory_.scores[s] += compare(d, s * kStrip, i * step, kStrip).net;
    }
    columns = bestRange(memory_.scores, strips);
    uint32_t left = columns.from * kStrip, right = least(columns.to * kStrip, area_.width);
    uint64_t changed = 0;
    for (uint32_t y = 0; y < area_.height; y++) {
      Counts counts = compare(d, left, y, right - left);
      memory_.scores[y] = counts.net;
      memory_.gains[y] = counts.gain;
      changed += counts.changed;
    }
    rows = bestRange(memory_.scores, area_.height);
    uint64_t gain = 0;
    int64_t net = 0;
    for (uint32_t y = rows.from; y < rows.to; y++) {
      gain += memory_.gains[y];
      net += memory_.scores[y];
    }
    if (net < static_cast<int64_t>(kMinPixels) || gain * kMinShare < changed) return false;
    found->x = area_.left + left;
    found->y = area_.top + rows.from;
    found->source = {static_cast<uint32_t>(static_cast<int32_t>(found->x) + d.x),
                     static_cast<uint32_t>(static_cast<int32_t>(found->y) + d.y), right - left, rows.to - rows.from};
    found->pixels = gain;
    return true;
  }

  struct Counts {
    /** Pixels that the copy makes right, less those that it spoils. */
    int32_t net;
    uint32_t gain, changed;
  };

  /** Compares up to `width` pixels at x, y of the area with those at the same place and with the displaced ones. */
  Counts compare(Displacement d, uint32_t x, uint32_t y, uint32_t width) const {
    uint32_t atX = area_.left + x, atY = area_.top + y;
    Pixels now(surface_, atX, atY), before(shadow_, atX, atY);
    Pixels moved(shadow_, static_cast<uint32_t>(static_cast<int32_t>(atX) + d.x),
                 static_cast<uint32_t>(static_cast<int32_t>(atY) + d.y));
    uint32_t count = least(width, area_.width - x);
    uint32_t gain = 0, loss = 0, changed = 0;
    for (uint32_t i = 0; i < count; i++) {
      uint32_t known = now[i] >> 24 != 0, same = now[i] == before[i], found = known & (now[i] == moved[i]);
      gain += found & (same ^ 1);
      // Where the picture is void the viewer has something else, which a copy would spoil.
      loss += (same | (known ^ 1)) & (found ^ 1);
      changed += known & (same ^ 1);
    }
    return {static_cast<int32_t>(gain) - static_cast<int32_t>(loss), gain, changed};
  }

  /** The run of scores with the greatest sum. */
  static Range bestRange(const int32_t* scores, uint32_t count) {
    Range best = {0, 0};
    int64_t bestSum = 0, sum = 0;
    uint32_t from = 0;
    for (uint32_t i = 0; i < count; i++) {
      if (sum <= 0) {
        sum = 0;
        from = i;
      }
      sum += scores[i];
      if (bestSum < sum) {
        bestSum = sum;
        best = {from, i + 1};
      }
    }
    return best;
  }

  const Surface& surface_;
  const Surface& shadow_;
  CopyArea area_;
  CopySearch& memory_;
};

}  // namespace

bool findCopy(const Surface& surface, const Surface& shadow, CopyArea area, CopySearch& search, FoundCopy* found) {
  if (area.width <= kSegment || area.width * uint64_t{area.height} < kMinPixels) return false;
  return Search(surface, shadow, area, search).run(found);
}

}  // namespace sluice

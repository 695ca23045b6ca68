#include "progressive-tile.h"

#include "../simd.h"

namespace sluice {

namespace {

constexpr uint32_t kCoefficientBits = 16;

BandValues sum(const BandValues& a, const BandValues& b) {
  BandValues result;
  for (size_t band = 0; band < kBands; band++) {
    result.bands[band] = static_cast<uint8_t>(a.bands[band] + b.bands[band]);
  }
  return result;
}

/** Can a tile of which `known` bits are missing be refined until `wanted` are? */
bool refines(const BandValues& known, const BandValues& wanted) {
  for (size_t band = 0; band < kBands; band++) {
    if (known.bands[band] < wanted.bands[band] || wanted.bands[band] + kCoefficientBits <= known.bands[band]) {
      return false;
    }
  }
  return true;
}

void sumDifferences(int16_t* values, size_t count) {
  for (size_t i = 1; i < count; i++) values[i] = static_cast<int16_t>(values[i] + values[i - 1]);
}

SLUICE_INLINE void shiftLeft(int16_t* values, size_t count, uint32_t shift) {
  for (size_t i = 0; i < count; i++) values[i] = static_cast<int16_t>(static_cast<uint16_t>(values[i]) << shift);
}

/** Undoes the quantization: five fractional bits, and factors count from six. */
void dequantize(const BandLayout& layout, const BandValues& positions, int16_t* values) {
  for (size_t band = 0; band < kBands; band++) {
    uint32_t shift = positions.bands[band] - 1u;
    int16_t* from = values + layout.starts[band];
    if (shift < kCoefficientBits)
      shiftLeft(from, layout.size(band), shift);
    else
      std::memset(from, 0, layout.size(band) * sizeof *from);
  }
}

void takeSigns(const int16_t* values, int8_t* signs) {
  for (size_t i = 0; i < kTilePixels; i++) signs[i] = static_cast<int8_t>((values[i] > 0) - (values[i] < 0));
}

void addTo(int16_t* values, const int16_t* before) {
  for (size_t i = 0; i < kTilePixels; i++) values[i] = static_cast<int16_t>(values[i] + before[i]);
}

constexpr Dequantization kUnchanged = {};

void firstComponent(const ProgressiveTile& tile, int component, const BandValues& positions, ProgressiveState* state,
                    int16_t* plane) {
  const BandLayout& layout = tile.extrapolated ? kExtrapolatedBands : kPlainBands;
  decodeRlgr(tile.data[component], Entropy::rlgr1, kUnchanged, plane);
  if (state) takeSigns(plane, state->signs[component]);
  sumDifferences(plane + layout.starts[kLowest], layout.size(kLowest));
  dequantize(layout, positions, plane);
  if (!state) return;
  if (tile.difference) addTo(plane, state->coefficients[component]);
  std::memcpy(state->coefficients[component], plane, sizeof state->coefficients[component]);
  state->positions[component] = positions;
}

void inverse(bool extrapolated, int16_t* plane, int16_t* working) {
  if (extrapolated)
    inverseExtrapolatedWavelet(plane, working);
  else
    inverseWavelet(plane, working);
}

Status upgrade(const ProgressiveTile& tile, const BandValues wanted[3], ProgressiveState* state, TilePlanes* planes) {
  if (!state || !state->known) return Status::invalid;
  for (int i = 0; i < 3; i++) {
    if (!refines(state->positions[i], wanted[i])) return Status::invalid;
  }
  const BandLayout& layout = tile.extrapolated ? kExtrapolatedBands : kPlainBands;
  for (int i = 0; i < 3; i++) {
    refine(layout, state->positions[i], wanted[i], tile.data[i], tile.raw[i], state->coefficients[i], state->signs[i]);
    state->positions[i] = wanted[i];
    std::memcpy(planes->planes[i], state->coefficients[i], sizeof planes->planes[i]);
    inverse(tile.extrapolated, planes->planes[i], planes->rows);
  }
  return Status::ok;
}

}  // namespace

Status decodeProgressiveTile(const ProgressiveTile& tile, ProgressiveState* state, TilePlanes* planes) {
  BandValues positions[3];
  for (int i = 0; i < 3; i++) {
    if (!quantizes(tile.quantization[i])) return Status::invalid;
    positions[i] = sum(tile.quantization[i], tile.progressive[i]);
  }
  if (tile.pass == Pass::upgrade) return upgrade(tile, positions, state, planes);
  if (tile.difference && !(state && state->known)) return Status::invalid;
  for (int i = 0; i < 3; i++) {
    firstComponent(tile, i, positions[i], state, planes->planes[i]);
    inverse(tile.extrapolated, planes->planes[i], planes->rows);
  }
  if (state) state->known = true;
  return Status::ok;
}

}  // namespace sluice

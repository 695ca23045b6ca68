#include "tile-reader.h"

#include "lz4.h"

namespace sluice {

namespace {

uint32_t expand(uint32_t value, uint32_t bits) {
  if (bits == 8) return value;
  if (bits == 5) return value * 8 + value / 4;
  return least(value * 4 + value / 8, 255u);
}

/** The value of `bits` bits that expands to `eight`. Several may; the picture does not tell them apart. */
uint32_t contract(uint32_t eight, uint32_t bits) {
  uint32_t value = (1u << bits) - 1;
  while (value > 0 && expand(value, bits) != eight) value--;
  return value;
}

std::vector<uint8_t> unpack(const uint8_t* from, size_t size, size_t limit) {
  std::vector<uint8_t> out(limit);
  int length = LZ4_decompress_safe(reinterpret_cast<const char*>(from), reinterpret_cast<char*>(out.data()),
                                   static_cast<int>(size), static_cast<int>(limit));
  require(0 <= length);
  out.resize(static_cast<size_t>(length));
  return out;
}

int between(int value, int a, int b) { return a < b ? greatest(a, least(value, b)) : greatest(b, least(value, a)); }

/** The stream of one channel of the predicted coding. */
class Differences {
 public:
  Differences(const uint8_t* from, size_t size, uint32_t bits) : from_(from), size_(size), bits_(bits) {}

  int next() {
    uint32_t low = 0;
    for (uint32_t twelfth = 85 * mean_ / 1024; twelfth > 0; twelfth /= 2) low++;
    low = least(low, bits_ - 1);
    uint32_t ones = 0;
    while (ones < 8 && bit() == 1) ones++;
    uint32_t value = ones == 8 ? number(bits_) : ones << low | number(low);
    mean_ = mean_ + value - mean_ / 8;
    return value % 2 == 0 ? static_cast<int>(value / 2) : -static_cast<int>((value + 1) / 2);
  }

  bool atEnd() const { return (position_ + 7) / 8 == size_; }

 private:
  uint32_t bit() {
    require(position_ / 8 < size_);
    uint32_t value = from_[position_ / 8] >> (7 - position_ % 8) & 1;
    position_++;
    return value;
  }

  uint32_t number(uint32_t count) {
    uint32_t value = 0;
    while (count-- > 0) value = value << 1 | bit();
    return value;
  }

  const uint8_t* from_;
  size_t size_, position_ = 0;
  uint32_t bits_, mean_ = 64;
};

}  // namespace

uint32_t TileReader::byte() {
  require(at_ < end_);
  return *at_++;
}

uint32_t TileReader::word() {
  uint32_t low = byte();
  return low | byte() << 8;
}

void TileReader::draw(Bytes frame) {
  at_ = frame.data;
  end_ = frame.data + frame.size;
  while (at_ < end_) record();
}

void TileReader::record() {
  uint32_t cell = word(), tag = byte();
  require(cell < picture_.columns() * picture_.rows() && (tag & 0x80) == 0);
  if (tag & 0x10) word();
  uint32_t x = cell % picture_.columns() * 64, y = cell / picture_.columns() * 64;
  Part part = {x, y, least(64u, picture_.width - x), least(64u, picture_.height - y)};
  if (tag & 0x20) {
    uint32_t packed = word();
    packed |= byte() << 16;
    Part inner = {x + (packed & 63), y + (packed >> 6 & 63), (packed >> 12 & 63) + 1, (packed >> 18) + 1};
    require(inner.x + inner.width <= part.x + part.width && inner.y + inner.height <= part.y + part.height);
    part = inner;
  }
  uint32_t encoding = tag & 15;
  if (encoding == 0) {
    Color color = readColor({8, 8, 8}, at_, end_);
    for (uint32_t i = 0; i < part.width * part.height; i++) put(part, i, {8, 8, 8}, color);
    return;
  }
  require(2 <= encoding && encoding <= 10);
  size_t length = word();
  require(length <= static_cast<size_t>(end_ - at_));
  std::vector<uint8_t> payload(at_, at_ + length);
  at_ += length;
  static constexpr Depth kDepths[] = {{8, 8, 8}, {5, 6, 5}, {5, 5, 5}};
  Depth depth = kDepths[(encoding - 2) % 3];
  bool lz4 = (tag & 0x40) != 0;
  if (encoding < 5)
    drawPalette(part, depth, lz4, payload);
  else if (encoding < 8)
    drawPixels(part, depth, lz4, payload);
  else
    drawPredicted(part, depth, payload);
}

void TileReader::drawPalette(const Part& part, Depth depth, bool lz4, std::vector<uint8_t> payload) {
  require(!payload.empty());
  const uint8_t* at = payload.data();
  const uint8_t* end = at + payload.size();
  std::vector<Color> colors(*at++ + 1u);
  for (Color& color : colors) color = readColor(depth, at, end);
  uint32_t bits = colors.size() <= 2 ? 1 : colors.size() <= 4 ? 2 : colors.size() <= 16 ? 4 : 8;
  size_t rowBytes = (part.width * bits + 7) / 8, size = static_cast<size_t>(end - at);
  std::vector<uint8_t> indices = lz4 ? unpack(at, size, rowBytes * part.height) : std::vector<uint8_t>(at, end);
  require(indices.size() == rowBytes * part.height);
  for (uint32_t i = 0; i < part.width * part.height; i++) {
    uint32_t x = i % part.width * bits;
    uint32_t index = indices[i / part.width * rowBytes + x / 8] >> x % 8 & ((1u << bits) - 1);
    require(index < colors.size());
    put(part, i, depth, colors[index]);
  }
}

void TileReader::drawPixels(const Part& part, Depth depth, bool lz4, std::vector<uint8_t> payload) {
  if (lz4) payload = unpack(payload.data(), payload.size(), 16384);
  const uint8_t* at = payload.data();
  const uint8_t* end = at + payload.size();
  auto next = [&]() -> uint32_t {
    require(at < end);
    return *at++;
  };
  uint32_t count = part.width * part.height;
  std::vector<Color> colors, table(64, Color{0, 0, 0});
  auto keep = [&](Color color) {
    table[(3 * color.red + 5 * color.green + 7 * color.blue) % 64] = color;
    colors.push_back(color);
  };
  while (colors.size() < count) {
    uint32_t op = next();
    auto run = [&](uint32_t base, uint32_t last) { return op - base < last ? op - base + 1 : last + 1 + next(); };
    if (op < 0x40) {
      colors.push_back(table[op]);
    } else if (op < 0xc0) {
      int red = static_cast<int>(op >> 4 & 3) - 2, green = static_cast<int>(op >> 2 & 3) - 2;
      int blue = static_cast<int>(op & 3) - 2;
      if (0x80 <= op) {
        green = static_cast<int>(op) - 0x80 - 32;
        int half = depth.green == 6 ? green >> 1 : green;
        uint32_t rest = next();
        red = half + static_cast<int>(rest >> 4) - 8;
        blue = half + static_cast<int>(rest & 15) - 8;
      }
      Color guess = predict(colors, static_cast<uint32_t>(colors.size()), part.width);
      auto sum = [](uint32_t a, int b) { return (a + static_cast<uint32_t>(b)) & 255; };
      keep({sum(guess.red, red), sum(guess.green, green), sum(guess.blue, blue)});
    } else if (op < 0xe0) {
      require(!colors.empty());
      for (uint32_t n = run(0xc0, 30); n > 0; n--) colors.push_back(colors.back());
    } else if (op < 0xf0) {
      require(part.width <= colors.size());
      for (uint32_t n = run(0xe0, 14); n > 0; n--) colors.push_back(colors[colors.size() - part.width]);
    } else if (op < 0xfe) {
      for (uint32_t n = run(0xf0, 12); n > 0 && colors.size() < count; n--) {
        colors.push_back(get(part, static_cast<uint32_t>(colors.size()), depth));
      }
    } else {
      uint32_t n = 1;
      if (op == 0xff) n = next() + 2;
      if (n == 257) {
        n = next();
        n |= next() << 8;
      }
      for (; n > 0; n--) keep(readColor(depth, at, end));
    }
  }
  require(colors.size() == count && at == end);
  for (uint32_t i = 0; i < count; i++) put(part, i, depth, colors[i]);
}

void TileReader::drawPredicted(const Part& part, Depth depth, const std::vector<uint8_t>& payload) {
  require(4 <= payload.size());
  size_t greenSize = load16(payload.data()), redSize = load16(payload.data() + 2);
  require(4 + greenSize + redSize <= payload.size());
  const uint8_t* from = payload.data() + 4;
  Differences green(from, greenSize, depth.green), red(from + greenSize, redSize, depth.red);
  Differences blue(from + greenSize + redSize, payload.size() - 4 - greenSize - redSize, depth.blue);
  std::vector<Color> colors;
  for (uint32_t i = 0; i < part.width * part.height; i++) {
    int middle = green.next();
    int half = depth.green == 6 ? middle >> 1 : middle;
    Color guess = predict(colors, i, part.width);
    auto sum = [](uint32_t a, int b, uint32_t bits) { return (a + static_cast<uint32_t>(b)) & ((1u << bits) - 1); };
    colors.push_back({sum(guess.red, red.next() + half, depth.red), sum(guess.green, middle, depth.green),
                      sum(guess.blue, blue.next() + half, depth.blue)});
  }
  require(green.atEnd() && red.atEnd() && blue.atEnd());
  for (uint32_t i = 0; i < colors.size(); i++) put(part, i, depth, colors[i]);
}

TileReader::Color TileReader::predict(const std::vector<Color>& colors, uint32_t index, uint32_t width) {
  if (index == 0) return {0, 0, 0};
  if (index < width) return colors[index - 1];
  Color above = colors[index - width];
  if (index % width == 0) return above;
  Color left = colors[index - 1], corner = colors[index - width - 1];
  auto one = [](uint32_t l, uint32_t a, uint32_t c) {
    return static_cast<uint32_t>(
        between(static_cast<int>(l + a) - static_cast<int>(c), static_cast<int>(l), static_cast<int>(a)));
  };
  return {one(left.red, above.red, corner.red), one(left.green, above.green, corner.green),
          one(left.blue, above.blue, corner.blue)};
}

TileReader::Color TileReader::readColor(Depth depth, const uint8_t*& at, const uint8_t* end) {
  size_t size = depth.green == 8 ? 3 : 2;
  require(size <= static_cast<size_t>(end - at));
  uint32_t value = size == 3 ? load24(at) : load16(at);
  at += size;
  if (size == 3) return {value >> 16, value >> 8 & 255, value & 255};
  return {value >> (5 + depth.green), value >> 5 & ((1u << depth.green) - 1), value & 31};
}

void TileReader::put(const Part& part, uint32_t index, Depth depth, Color color) {
  store(picture_.at(part.x + index % part.width, part.y + index / part.width),
        kOpaque | expand(color.red, depth.red) << 16 | expand(color.green, depth.green) << 8 |
            expand(color.blue, depth.blue));
}

TileReader::Color TileReader::get(const Part& part, uint32_t index, Depth depth) const {
  uint32_t pixel = load32(picture_.at(part.x + index % part.width, part.y + index / part.width));
  return {contract(pixel >> 16 & 255, depth.red), contract(pixel >> 8 & 255, depth.green),
          contract(pixel & 255, depth.blue)};
}

}  // namespace sluice

/*
 * Decodes and makes payload files with libfreerdp, so that our kernels can be compared with it: same bytes, same
 * pixels, same machine, one thread.
 *
 *   freerdp-harness decode FILE REPEATS [PICTURE]   prints hash and nanoseconds as JSON; PICTURE takes the BGRX pixels
 *   freerdp-harness encode CODEC PICTURE.ppm FILE   codec: rle15 rle16 rle24 planar planar-raw planar-alpha nsc
 *                                                   nsc-full rfx1 rfx3 progressive
 *   freerdp-harness yuv KIND WIDTH HEIGHT FILE PICTURE   the BGRX pixels of decoded H.264 views; KIND: 420 444 444v2
 *                                                   (FreeRDP 3). FILE has the main view and, but for 420, the
 *                                                   auxiliary one: Y, U and V in whole macroblocks
 *   freerdp-harness h264 KIND BITRATE FILE PICTURE.ppm…   access units of the pictures, one after the other (FreeRDP 3): u8
 *                                                   LC, then u32 length and RFX_AVC420_BITMAP_STREAM for each view
 *
 * A payload file is "SLPF", u16 width, u16 height of the picture, and a decode batch (src/codec/commands.ts).
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <freerdp/codec/clear.h>
#include <freerdp/codec/color.h>
#include <freerdp/codec/h264.h>
#include <freerdp/codec/interleaved.h>
#include <freerdp/codec/nsc.h>
#include <freerdp/codec/planar.h>
#include <freerdp/codec/progressive.h>
#include <freerdp/codec/region.h>
#include <freerdp/codec/rfx.h>
#include <freerdp/constants.h>
#include <freerdp/freerdp.h>
#include <freerdp/primitives.h>
#include <freerdp/version.h>
#include <winpr/stream.h>

#define RECORD 28
#define CELL 64

enum { RAW, INTERLEAVED, PLANAR, NSC, RFX, PALETTE, CLEAR, PROGRESSIVE, CREATE_SURFACE = 17, MAP_SURFACE = 19 };

static void die(const char* what) {
  fprintf(stderr, "freerdp-harness: %s\n", what);
  exit(1);
}

static uint8_t* readFile(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  if (!file) die("cannot open file");
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  uint8_t* bytes = malloc(*size + 16);
  if (!bytes || fread(bytes, 1, *size, file) != *size) die("cannot read file");
  fclose(file);
  return bytes;
}

static uint16_t u16(const uint8_t* p) { return (uint16_t)(p[0] | p[1] << 8); }
static uint32_t u32(const uint8_t* p) { return u16(p) | (uint32_t)u16(p + 2) << 16; }
static void put16(uint8_t* p, uint32_t v) {
  p[0] = (uint8_t)v;
  p[1] = (uint8_t)(v >> 8);
}
static void put32(uint8_t* p, uint32_t v) {
  put16(p, v);
  put16(p + 2, v >> 16);
}

typedef struct {
  BITMAP_INTERLEAVED_CONTEXT* interleaved;
  BITMAP_PLANAR_CONTEXT* planar;
  NSC_CONTEXT* nsc;
  RFX_CONTEXT* rfx;
  CLEAR_CONTEXT* clear;
  PROGRESSIVE_CONTEXT* progressive;
  /* libfreerdp draws what a frame has updated so far with every message of it. */
  uint32_t frame;
  gdiPalette palette;
} Codecs;

static RFX_CONTEXT* newRfx(BOOL encoder) {
#if FREERDP_VERSION_MAJOR >= 3
  return rfx_context_new_ex(encoder, THREADING_FLAGS_DISABLE_THREADS);
#else
  return rfx_context_new(encoder);
#endif
}

static PROGRESSIVE_CONTEXT* newProgressive(BOOL encoder) {
#if FREERDP_VERSION_MAJOR >= 3
  return progressive_context_new_ex(encoder, THREADING_FLAGS_DISABLE_THREADS);
#else
  return progressive_context_new(encoder);
#endif
}

static BOOL decodeProgressive(Codecs* c, uint32_t surface, const uint8_t* data, uint32_t size, uint8_t* picture,
                              uint32_t stride) {
  REGION16 changed;
  region16_init(&changed);
  const INT32 status = progressive_decompress(c->progressive, data + 4, size - 4, picture, PIXEL_FORMAT_BGRX32, stride,
                                              0, 0, &changed, (UINT16)surface, ++c->frame);
  region16_uninit(&changed);
  return status >= 0;
}

static UINT32 formatFor(uint32_t bits) {
  switch (bits) {
    case 8:
      return PIXEL_FORMAT_RGB8;
    case 15:
      return PIXEL_FORMAT_RGB15;
    case 16:
      return PIXEL_FORMAT_RGB16;
    case 24:
      return PIXEL_FORMAT_BGR24;
    default:
      return PIXEL_FORMAT_BGRX32;
  }
}

static BOOL decodeRecord(Codecs* c, const uint8_t* r, uint8_t* picture, uint32_t width, uint32_t height) {
  const uint32_t bits = r[1], left = u32(r + 4), top = u32(r + 8), visibleWidth = u16(r + 12),
                 visibleHeight = u16(r + 14);
  const uint32_t bitmapWidth = u16(r + 16), bitmapHeight = u16(r + 18), size = u32(r + 20), stride = width * 4;
  const uint32_t flip = r[2] & 1 ? FREERDP_FLIP_VERTICAL : FREERDP_FLIP_NONE;
  const uint8_t* data = r + RECORD;
  switch (r[0]) {
    case RAW:
      return freerdp_image_copy(picture, PIXEL_FORMAT_BGRX32, stride, left, top, visibleWidth, visibleHeight, data,
                                formatFor(bits), 0, 0, 0, &c->palette, flip);
    case INTERLEAVED:
      return interleaved_decompress(c->interleaved, data, size, bitmapWidth, bitmapHeight, bits, picture,
                                    PIXEL_FORMAT_BGRX32, stride, left, top, visibleWidth, visibleHeight, &c->palette);
    case PLANAR:
      /* With chroma, libfreerdp ignores the destination's offset; its own callers pass a bitmap of its own. */
      if (size > 0 && (data[0] & 7) != 0) {
        picture += (size_t)top * stride + left * 4;
        return planar_decompress(c->planar, data, size, bitmapWidth, bitmapHeight, picture, PIXEL_FORMAT_BGRX32, stride,
                                 0, 0, visibleWidth, visibleHeight, flip != 0);
      }
      return planar_decompress(c->planar, data, size, bitmapWidth, bitmapHeight, picture, PIXEL_FORMAT_BGRX32, stride,
                               left, top, visibleWidth, visibleHeight, flip != 0);
    case NSC:
      return nsc_process_message(c->nsc, 32, bitmapWidth, bitmapHeight, data, size, picture, PIXEL_FORMAT_BGRX32,
                                 stride, left, top, visibleWidth, visibleHeight, flip);
    case RFX:
      return rfx_process_message(c->rfx, data, size, left, top, picture, PIXEL_FORMAT_BGRX32, stride, height, NULL);
    case CLEAR:
      return clear_decompress(c->clear, data, size, bitmapWidth, bitmapHeight, picture, PIXEL_FORMAT_BGRX32, stride,
                              left, top, width, height, NULL) >= 0;
    case PROGRESSIVE:
      return decodeProgressive(c, u32(r + 24) - 1, data, size, picture, stride);
    case CREATE_SURFACE:
      return progressive_create_surface_context(c->progressive, (UINT16)(u32(r + 24) - 1), bitmapWidth,
                                                bitmapHeight) >= 0;
    case MAP_SURFACE:
      /* There is one surface, and the picture is where it is shown. */
      return left == 0 && top == 0;
    case PALETTE:
      c->palette.format = PIXEL_FORMAT_BGRX32;
      for (uint32_t i = 0; i < 256; i++)
        c->palette.palette[i] =
            FreeRDPGetColor(PIXEL_FORMAT_BGRX32, data[i * 4 + 2], data[i * 4 + 1], data[i * 4], 0xff);
      return TRUE;
    default:
      return FALSE;
  }
}

static BOOL decodeBatch(Codecs* codecs, const uint8_t* at, const uint8_t* end, uint8_t* picture, uint32_t width,
                        uint32_t height) {
  while (at < end) {
    if (!decodeRecord(codecs, at, picture, width, height)) return FALSE;
    at += RECORD + ((u32(at + 20) + 3) & ~3u);
  }
  return TRUE;
}

/* FNV-1a over blue, green and red; the fourth byte means nothing. */
static uint64_t hashPicture(const uint8_t* picture, size_t pixels) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < pixels * 4; i++) {
    if (i % 4 != 3) hash = (hash ^ picture[i]) * 0x100000001b3u;
  }
  return hash;
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int compareTimes(const void* a, const void* b) {
  const uint64_t x = *(const uint64_t*)a, y = *(const uint64_t*)b;
  return x < y ? -1 : x > y;
}

static int decode(const char* path, int repeats, const char* picturePath) {
  size_t size;
  const uint8_t* file = readFile(path, &size);
  if (size < 8 || memcmp(file, "SLPF", 4) != 0) die("not a payload file");
  const uint32_t width = u16(file + 4), height = u16(file + 6);
  uint8_t* picture = calloc((size_t)width * height, 4);
  Codecs codecs = {bitmap_interleaved_context_new(FALSE),
                   freerdp_bitmap_planar_context_new(0, width, height),
                   nsc_context_new(),
                   newRfx(FALSE),
                   clear_context_new(FALSE),
                   newProgressive(FALSE),
                   0,
                   {0}};
  if (!picture || !codecs.interleaved || !codecs.planar || !codecs.nsc || !codecs.rfx || !codecs.clear ||
      !codecs.progressive)
    die("no codec");
  nsc_context_set_parameters(codecs.nsc, NSC_COLOR_FORMAT, PIXEL_FORMAT_BGRX32);
  rfx_context_set_pixel_format(codecs.rfx, PIXEL_FORMAT_BGRX32);
  uint64_t* times = calloc((size_t)repeats, sizeof *times);
  for (int i = 0; i < repeats; i++) {
    const uint64_t start = now();
    if (!decodeBatch(&codecs, file + 8, file + size, picture, width, height)) die("libfreerdp refuses the payload");
    times[i] = now() - start;
  }
  qsort(times, (size_t)repeats, sizeof *times, compareTimes);
  printf("{\"version\":\"%s\",\"hash\":\"%016llx\",\"nanoseconds\":%llu}\n", freerdp_get_version_string(),
         (unsigned long long)hashPicture(picture, (size_t)width * height), (unsigned long long)times[repeats / 2]);
  if (picturePath) {
    FILE* out = fopen(picturePath, "wb");
    if (!out || fwrite(picture, 4, (size_t)width * height, out) != (size_t)width * height) die("cannot write picture");
    fclose(out);
  }
  return 0;
}

static uint8_t* readPicture(const char* path, uint32_t* width, uint32_t* height) {
  size_t size;
  uint8_t* file = readFile(path, &size);
  int used = 0;
  file[size] = 0;
  if (sscanf((const char*)file, "P6 %u %u 255%n", width, height, &used) != 2) die("not a PPM picture");
  const uint8_t* rgb = file + used + 1;
  uint8_t* picture = malloc((size_t)*width * *height * 4);
  for (size_t i = 0; i < (size_t)*width * *height; i++) {
    picture[i * 4] = rgb[i * 3 + 2];
    picture[i * 4 + 1] = rgb[i * 3 + 1];
    picture[i * 4 + 2] = rgb[i * 3];
    picture[i * 4 + 3] = 0xff;
  }
  return picture;
}

static void writeRecordTo(FILE* out, uint32_t target, int codec, uint32_t bits, int bottomUp, uint32_t x, uint32_t y,
                          uint32_t width, uint32_t height, const uint8_t* data, uint32_t size) {
  static const uint8_t zeros[4] = {0};
  uint8_t header[RECORD] = {(uint8_t)codec, (uint8_t)bits, (uint8_t)bottomUp};
  put32(header + 4, x);
  put32(header + 8, y);
  put16(header + 12, width);
  put16(header + 14, height);
  put16(header + 16, width);
  put16(header + 18, height);
  put32(header + 20, size);
  put32(header + 24, target);
  fwrite(header, 1, RECORD, out);
  fwrite(data, 1, size, out);
  fwrite(zeros, 1, (4 - size % 4) % 4, out);
}

static void writeRecord(FILE* out, int codec, uint32_t bits, int bottomUp, uint32_t x, uint32_t y, uint32_t width,
                        uint32_t height, const uint8_t* data, uint32_t size) {
  writeRecordTo(out, 0, codec, bits, bottomUp, x, y, width, height, data, size);
}

/* Hosts send bitmap updates in pieces of at most 64 by 64. */
static void encodeInterleaved(FILE* out, uint32_t bits, const uint8_t* picture, uint32_t width, uint32_t height) {
  BITMAP_INTERLEAVED_CONTEXT* context = bitmap_interleaved_context_new(TRUE);
  uint8_t buffer[CELL * CELL * 4];
  for (uint32_t y = 0; y < height; y += CELL) {
    for (uint32_t x = 0; x < width; x += CELL) {
      const uint32_t w = width - x < CELL ? width - x : CELL, h = height - y < CELL ? height - y : CELL;
      UINT32 size = sizeof buffer;
      if (!interleaved_compress(context, buffer, &size, w, h, picture, PIXEL_FORMAT_BGRX32, width * 4, x, y, NULL,
                                bits))
        die("interleaved_compress");
      writeRecord(out, INTERLEAVED, bits, 1, x, y, w, h, buffer, size);
    }
  }
}

static void encodePlanar(FILE* out, uint32_t flags, const uint8_t* picture, uint32_t width, uint32_t height) {
  BITMAP_PLANAR_CONTEXT* context = freerdp_bitmap_planar_context_new(flags, CELL, CELL);
  uint8_t buffer[CELL * CELL * 5];
  for (uint32_t y = 0; y < height; y += CELL) {
    for (uint32_t x = 0; x < width; x += CELL) {
      const uint32_t w = width - x < CELL ? width - x : CELL, h = height - y < CELL ? height - y : CELL;
      UINT32 size = sizeof buffer;
      freerdp_bitmap_planar_context_reset(context, w, h);
      if (!freerdp_bitmap_compress_planar(context, picture + (y * width + x) * 4, PIXEL_FORMAT_BGRX32, w, h, width * 4,
                                          buffer, &size))
        die("freerdp_bitmap_compress_planar");
      writeRecord(out, PLANAR, 32, 1, x, y, w, h, buffer, size);
    }
  }
}

static void encodeNsc(FILE* out, uint32_t subsampling, const uint8_t* picture, uint32_t width, uint32_t height) {
  NSC_CONTEXT* context = nsc_context_new();
  wStream* s = Stream_New(NULL, 1 << 16);
  nsc_context_reset(context, width, height);
  nsc_context_set_parameters(context, NSC_COLOR_FORMAT, PIXEL_FORMAT_BGRX32);
  nsc_context_set_parameters(context, NSC_COLOR_LOSS_LEVEL, subsampling ? 3 : 1);
  nsc_context_set_parameters(context, NSC_ALLOW_SUBSAMPLING, subsampling);
  if (!nsc_compose_message(context, s, picture, width, height, width * 4)) die("nsc_compose_message");
  writeRecord(out, NSC, 32, 1, 0, 0, width, height, Stream_Buffer(s), (uint32_t)Stream_GetPosition(s));
}

static void encodeRfx(FILE* out, RLGR_MODE mode, const uint8_t* picture, uint32_t width, uint32_t height) {
  RFX_CONTEXT* context = newRfx(TRUE);
  wStream* s = Stream_New(NULL, 1 << 20);
  const RFX_RECT all = {0, 0, (UINT16)width, (UINT16)height};
  rfx_context_reset(context, width, height);
  rfx_context_set_pixel_format(context, PIXEL_FORMAT_BGRX32);
#if FREERDP_VERSION_MAJOR >= 3
  rfx_context_set_mode(context, mode);
#else
  context->mode = mode;
#endif
  if (!rfx_compose_message(context, s, &all, 1, picture, width, height, width * 4)) die("rfx_compose_message");
  writeRecord(out, RFX, 32, 0, 0, 0, width, height, Stream_Buffer(s), (uint32_t)Stream_GetPosition(s));
}

/* One message, on a surface that fills the picture. */
static void encodeProgressive(FILE* out, const uint8_t* picture, uint32_t width, uint32_t height) {
  PROGRESSIVE_CONTEXT* context = newProgressive(TRUE);
  BYTE* message = NULL;
  UINT32 size = 0;
  if (!context || progressive_compress(context, picture, width * height * 4, PIXEL_FORMAT_BGRX32, width, height,
                                       width * 4, NULL, &message, &size) < 0)
    die("progressive_compress");
  uint8_t* data = calloc(1, size + 4);
  if (!data) die("no memory");
  memcpy(data + 4, message, size);
  writeRecordTo(out, 1, CREATE_SURFACE, 32, 0, 0, 0, width, height, NULL, 0);
  writeRecordTo(out, 1, MAP_SURFACE, 32, 0, 0, 0, 0, 0, NULL, 0);
  writeRecordTo(out, 1, PROGRESSIVE, 32, 0, 0, 0, width, height, data, size + 4);
}

static int encode(const char* codec, const char* picturePath, const char* path) {
  uint32_t width, height;
  const uint8_t* picture = readPicture(picturePath, &width, &height);
  FILE* out = fopen(path, "wb");
  if (!out) die("cannot write file");
  uint8_t header[8] = {'S', 'L', 'P', 'F'};
  put16(header + 4, width);
  put16(header + 6, height);
  fwrite(header, 1, sizeof header, out);
  if (strncmp(codec, "rle", 3) == 0)
    encodeInterleaved(out, (uint32_t)atoi(codec + 3), picture, width, height);
  else if (strcmp(codec, "planar") == 0)
    encodePlanar(out, PLANAR_FORMAT_HEADER_NA | PLANAR_FORMAT_HEADER_RLE, picture, width, height);
  else if (strcmp(codec, "planar-raw") == 0)
    encodePlanar(out, PLANAR_FORMAT_HEADER_NA, picture, width, height);
  else if (strcmp(codec, "planar-alpha") == 0)
    encodePlanar(out, PLANAR_FORMAT_HEADER_RLE, picture, width, height);
  else if (strcmp(codec, "nsc") == 0)
    encodeNsc(out, 1, picture, width, height);
  else if (strcmp(codec, "nsc-full") == 0)
    encodeNsc(out, 0, picture, width, height);
  else if (strcmp(codec, "rfx1") == 0)
    encodeRfx(out, RLGR1, picture, width, height);
  else if (strcmp(codec, "rfx3") == 0)
    encodeRfx(out, RLGR3, picture, width, height);
  else if (strcmp(codec, "progressive") == 0)
    encodeProgressive(out, picture, width, height);
  else
    die("unknown codec");
  fclose(out);
  return 0;
}

#if FREERDP_VERSION_MAJOR >= 3

static int yuv(const char* kind, uint32_t width, uint32_t height, const char* path, const char* picturePath) {
  const uint32_t stride = (width + 15) / 16 * 16, rows = (height + 15) / 16 * 16;
  const size_t luma = (size_t)stride * rows, view = luma * 3 / 2;
  size_t size;
  const uint8_t* file = readFile(path, &size);
  const int both = strcmp(kind, "420") != 0;
  if (size != view * (both ? 2 : 1)) die("not the views of such a picture");
  /* The variant without vector instructions: the others round differently. */
  const primitives_t* p = primitives_get_generic();
  uint8_t* picture = calloc((size_t)width * height, 4);
  const prim_size_t roi = {width, height};
  const UINT32 steps[3] = {stride, stride / 2, stride / 2}, full[3] = {stride, stride, stride};
  if (!both) {
    const BYTE* planes[3] = {file, file + luma, file + luma + luma / 4};
    p->YUV420ToRGB_8u_P3AC4R(planes, steps, picture, width * 4, PIXEL_FORMAT_BGRX32, &roi);
  } else {
    const RECTANGLE_16 all = {0, 0, (UINT16)width, (UINT16)height};
    uint8_t* target = calloc(luma, 3);
    BYTE* to[3] = {target, target + luma, target + 2 * luma};
    const avc444_frame_type types[2] = {AVC444_LUMA, strcmp(kind, "444") == 0 ? AVC444_CHROMAv1 : AVC444_CHROMAv2};
    for (int i = 0; i < 2; i++) {
      const uint8_t* at = file + (size_t)i * view;
      const BYTE* planes[3] = {at, at + luma, at + luma + luma / 4};
      p->YUV420CombineToYUV444(types[i], planes, steps, stride, rows, to, full, &all);
    }
    const BYTE* from[3] = {to[0], to[1], to[2]};
    p->YUV444ToRGB_8u_P3AC4R(from, full, picture, width * 4, PIXEL_FORMAT_BGRX32, &roi);
  }
  FILE* out = fopen(picturePath, "wb");
  if (!out || fwrite(picture, 4, (size_t)width * height, out) != (size_t)width * height) die("cannot write picture");
  fclose(out);
  return 0;
}

static void writeStream(FILE* out, const RDPGFX_H264_METABLOCK* meta, const uint8_t* data, uint32_t size) {
  uint8_t word[4];
  const uint32_t count = data ? meta->numRegionRects : 0;
  put32(word, data ? 4 + 10 * count + size : 0);
  fwrite(word, 1, 4, out);
  if (!data) return;
  put32(word, count);
  fwrite(word, 1, 4, out);
  for (uint32_t i = 0; i < count; i++) {
    const RECTANGLE_16* r = &meta->regionRects[i];
    const uint32_t corners[4] = {r->left, r->top, r->right, r->bottom};
    for (int c = 0; c < 4; c++) {
      put16(word, corners[c]);
      fwrite(word, 1, 2, out);
    }
  }
  for (uint32_t i = 0; i < count; i++) {
    fputc(meta->quantQualityVals[i].qpVal, out);
    fputc(meta->quantQualityVals[i].qualityVal, out);
  }
  fwrite(data, 1, size, out);
}

static int h264(const char* kind, int bitrate, const char* path, int count, char** pictures) {
  H264_CONTEXT* context = h264_context_new(TRUE);
  FILE* out = fopen(path, "wb");
  if (!context || !out) die("no encoder, or no file");
  h264_context_set_option(context, H264_CONTEXT_OPTION_RATECONTROL, H264_RATECONTROL_VBR);
  h264_context_set_option(context, H264_CONTEXT_OPTION_BITRATE, (UINT32)bitrate);
  h264_context_set_option(context, H264_CONTEXT_OPTION_FRAMERATE, 30);
  for (int i = 0; i < count; i++) {
    uint32_t width, height;
    const uint8_t* picture = readPicture(pictures[i], &width, &height);
    if (i == 0 && !h264_context_reset(context, width, height)) die("no encoder of this size");
    const RECTANGLE_16 all = {0, 0, (UINT16)width, (UINT16)height};
    RDPGFX_H264_METABLOCK metas[2] = {0};
    BYTE* data[2] = {NULL, NULL};
    UINT32 sizes[2] = {0, 0};
    BYTE which = 0;
    const INT32 status = strcmp(kind, "420") == 0
                             ? avc420_compress(context, picture, PIXEL_FORMAT_BGRX32, width * 4, width, height, &all,
                                               &data[0], &sizes[0], &metas[0])
                             : avc444_compress(context, picture, PIXEL_FORMAT_BGRX32, width * 4, width, height,
                                               strcmp(kind, "444") == 0 ? 1 : 2, &all, &which, &data[0], &sizes[0],
                                               &data[1], &sizes[1], &metas[0], &metas[1]);
    if (status <= 0) die("no change, or no picture");
    fputc(which, out);
    for (int view = 0; view < 2; view++) writeStream(out, &metas[view], data[view], sizes[view]);
  }
  fclose(out);
  return 0;
}

#else

static int h264(const char* kind, int bitrate, const char* path, int count, char** pictures) {
  (void)kind, (void)bitrate, (void)path, (void)count, (void)pictures;
  die("needs FreeRDP 3");
  return 1;
}

static int yuv(const char* kind, uint32_t width, uint32_t height, const char* path, const char* picturePath) {
  (void)kind, (void)width, (void)height, (void)path, (void)picturePath;
  die("needs FreeRDP 3");
  return 1;
}

#endif

int main(int argc, char** argv) {
  /* Else libfreerdp measures which routines are faster, and on a busy machine sometimes picks those that round
     differently. This also takes away the time that measuring costs. */
  primitives_set_hints(PRIMITIVES_ONLY_CPU);
  if (argc >= 4 && strcmp(argv[1], "decode") == 0) return decode(argv[2], atoi(argv[3]), argc > 4 ? argv[4] : NULL);
  if (argc == 5 && strcmp(argv[1], "encode") == 0) return encode(argv[2], argv[3], argv[4]);
  if (argc == 7 && strcmp(argv[1], "yuv") == 0)
    return yuv(argv[2], (uint32_t)atoi(argv[3]), (uint32_t)atoi(argv[4]), argv[5], argv[6]);
  if (argc > 5 && strcmp(argv[1], "h264") == 0) return h264(argv[2], atoi(argv[3]), argv[4], argc - 5, argv + 5);
  die("usage: freerdp-harness decode FILE REPEATS [PICTURE] | encode CODEC PICTURE.ppm FILE | yuv … | h264 …");
  return 2;
}

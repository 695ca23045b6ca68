{
  "variables": {
    "lz4_lib": "<!(node -p \"require('path').join(require('path').dirname(require.resolve('lz4/package.json')), 'deps', 'lz4', 'lib')\")"
  },
  "targets": [
    {
      "target_name": "sluice",
      "sources": [
        "native-bindings/binding.cc",
        "native-bindings/arguments.cc",
        "native-bindings/kernels/simd.cc",
        "native-bindings/kernels/surface.cc",
        "native-bindings/kernels/decode-batch.cc",
        "native-bindings/kernels/bitmap/alpha.cc",
        "native-bindings/kernels/bitmap/expand.cc",
        "native-bindings/kernels/bitmap/raw.cc",
        "native-bindings/kernels/bitmap/interleaved.cc",
        "native-bindings/kernels/bitmap/planes.cc",
        "native-bindings/kernels/bitmap/planar.cc",
        "native-bindings/kernels/bitmap/nscodec.cc",
        "native-bindings/kernels/clear/bands.cc",
        "native-bindings/kernels/clear/clear.cc",
        "native-bindings/kernels/clear/residual.cc",
        "native-bindings/kernels/clear/rlex.cc",
        "native-bindings/kernels/graphics/bitmap-cache.cc",
        "native-bindings/kernels/graphics/compose.cc",
        "native-bindings/kernels/graphics/operations.cc",
        "native-bindings/kernels/graphics/registry.cc",
        "native-bindings/kernels/graphics/surface-commands.cc",
        "native-bindings/kernels/graphics/surfaces.cc",
        "native-bindings/kernels/motion/find-copy.cc",
        "native-bindings/kernels/packing/pack.cc",
        "native-bindings/kernels/rfx/message.cc",
        "native-bindings/kernels/rfx/rlgr.cc",
        "native-bindings/kernels/rfx/wavelet.cc",
        "native-bindings/kernels/rfx/color.cc",
        "native-bindings/kernels/rfx/tile.cc",
        "native-bindings/kernels/rfx/handed-tile.cc",
        "native-bindings/kernels/progressive/contexts.cc",
        "native-bindings/kernels/progressive/message.cc",
        "native-bindings/kernels/progressive/progressive-tile.cc",
        "native-bindings/kernels/progressive/quantization.cc",
        "native-bindings/kernels/progressive/records.cc",
        "native-bindings/kernels/progressive/refine.cc",
        "native-bindings/kernels/progressive/wavelet.cc",
        "native-bindings/kernels/tiles/cell.cc",
        "native-bindings/kernels/tiles/colors.cc",
        "native-bindings/kernels/tiles/palette-coder.cc",
        "native-bindings/kernels/tiles/pixel-coder.cc",
        "native-bindings/kernels/tiles/predicted-coder.cc",
        "native-bindings/kernels/tiles/encode-tiles.cc",
        "native-bindings/kernels/tiles/lz4-sources.c"
      ],
      "include_dirs": [
        "<!@(node -p \"require('node-addon-api').include\")",
        "<(lz4_lib)"
      ],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS", "NODE_ADDON_API_DISABLE_DEPRECATED"],
      "cflags": ["-O3", "-fvisibility=hidden"],
      "cflags!": ["-O2"],
      "cflags_cc": ["-std=c++17", "-fno-exceptions", "-fno-rtti", "-Wall", "-Wextra", "-Wno-cast-function-type"],
      "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"],
      "xcode_settings": {
        "CLANG_CXX_LANGUAGE_STANDARD": "c++17",
        "GCC_ENABLE_CPP_EXCEPTIONS": "NO",
        "GCC_OPTIMIZATION_LEVEL": "3",
        "MACOSX_DEPLOYMENT_TARGET": "11.0"
      }
    }
  ]
}

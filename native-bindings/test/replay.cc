// Runs a fuzz target on files, for compilers without libFuzzer and for looking at one input.
#include <cstdio>
#include <vector>

#include "picture.h"

int main(int argc, char** argv) {
  for (int i = 1; i < argc; i++) {
    std::FILE* file = std::fopen(argv[i], "rb");
    if (!file) {
      std::fprintf(stderr, "replay: cannot open %s\n", argv[i]);
      return 1;
    }
    std::vector<uint8_t> bytes;
    for (int c; (c = std::fgetc(file)) != EOF;) bytes.push_back(static_cast<uint8_t>(c));
    std::fclose(file);
    // In memory of its own size, so that reads beyond it are seen.
    std::vector<uint8_t> exact(bytes);
    exact.shrink_to_fit();
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
  }
  std::printf("%d inputs\n", argc - 1);
  return 0;
}

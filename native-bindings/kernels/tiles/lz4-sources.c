// Compiles LZ4 and XXH64 from the sources that the lz4 package carries, wherever npm has put it: the build finds the
// folder and adds it to the include path, which works outside the project's folder where a list of sources does not.
#include "lz4.c"
#include "xxhash.c"

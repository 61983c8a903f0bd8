/* Any accepted text, taken apart as plain text: words balance, anchors are unique, depths have no gaps. */
#include "codes/fuzz_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_code(data, size, CODE_TEXT);
}

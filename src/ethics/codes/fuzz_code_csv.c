/* Any bytes as CSV of provisions. */
#include "codes/fuzz_export.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_export(data, size, "file.csv", "csv");
}

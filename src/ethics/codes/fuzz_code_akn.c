/* Any bytes as Akoma Ntoso. */
#include "codes/fuzz_export.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_export(data, size, "file.xml", "akn");
}

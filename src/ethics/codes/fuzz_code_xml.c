/* The import of XML of an unknown schema with hostile input. */
#include "codes/fuzz_code.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_code(data, size, CODE_XML);
}

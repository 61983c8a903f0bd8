/* Time zone files with any content: read or refused, and then asked about many instants. */
#include "base/tzif.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_closep) struct arena *arena = arena_open(0);
	struct zone zone;
	if (!tzif_read(arena, str_dup(arena, str_bytes(data, size)), &zone))
		return 0;
	for (int32_t n = -719162; n <= 2932896; n += 91301) {
		struct day day = {n};
		struct instant start = zone_day_start(&zone, day);
		const char *abbreviation;
		int offset = zone_offset(&zone, start, &abbreviation);
		if (offset <= -93600 || offset >= 93600 || !abbreviation[0])
			abort();
		(void)zone_day(&zone, start);
	}
	return 0;
}

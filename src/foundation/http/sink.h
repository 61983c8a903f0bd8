/* A body of any length on its way: in memory while it is short, then in a file without a name. */
#pragma once

#include "http/http.h"

struct http_sink {
	char *bytes; /* what is not in the file yet */
	size_t n;
	int fd; /* -1: nothing was written to a file */
	uint64_t from, in_file;
	_Atomic unsigned *places; /* of which it has one while there is a file */
};

/* Closes the file and gives its place back to others; harmless when there is none. */
void sink_close(struct http_sink *sink);

/* Functions that must not be used anywhere in the project: they do not bound what they write, are not
 * thread-safe, or depend on process-wide state. Included by base.h, so that using one does not compile. */
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Macros of the C library's checked variants, under clang. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf gets strtok
#pragma GCC poison localtime gmtime asctime ctime setlocale
#pragma GCC poison atoi atol atoll atof

/* What parent and child say to one another: both are the same program, so numbers go as they lie in memory. */
#pragma once

#include "intake/intake.h"

/* To the child; the options and the content follow. */
struct intake_question {
	uint64_t options_n;
	uint64_t content_n;
};

/* From the child; the problems as JSON and the parser's answer follow. */
struct intake_answer {
	uint64_t outcome; /* enum outcome */
	uint64_t problems_n;
	uint64_t json_n;
};

/* Sanitizers need system calls and address space that no parser needs. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define INTAKE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define INTAKE_SANITIZED 1
#endif
#endif
#ifndef INTAKE_SANITIZED
#define INTAKE_SANITIZED 0
#endif

/* Exit codes of the child beside EXIT_DONE. */
enum { INTAKE_NO_SANDBOX = 125, INTAKE_NO_PARSER = 126, INTAKE_NO_QUESTION = 124 };

/* Gives up everything but reading standard input, writing standard output and memory; for good. False when the kernel
 * refuses. */
bool intake_lock_in(void);

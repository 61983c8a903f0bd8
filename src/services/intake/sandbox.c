#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "intake/frame.h"

static bool limit(__rlimit_resource_t resource, uint64_t value)
{
	const struct rlimit both = {value, value};
	return setrlimit(resource, &both) == 0;
}

static bool limit_all(void)
{
	if (!INTAKE_SANITIZED && !limit(RLIMIT_AS, LIMIT_INTAKE_MEMORY_BYTES))
		return false;
	return limit(RLIMIT_CPU, LIMIT_INTAKE_CPU_SECONDS) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 0) &&
	       limit(RLIMIT_CORE, 0);
}

static bool rule(scmp_filter_ctx filter, uint32_t action, int call)
{
	return seccomp_rule_add(filter, action, call, 0) == 0;
}

static bool rule_if(scmp_filter_ctx filter, uint32_t action, int call, struct scmp_arg_cmp condition)
{
	return seccomp_rule_add_array(filter, action, call, 1, &condition) == 0;
}

/* All that a parser needs: everything else ends the process. */
static bool allow_little(scmp_filter_ctx filter)
{
	/* sysinfo: where qsort asks how much memory there is. */
	static const int calls[] = {
		SCMP_SYS(brk),          SCMP_SYS(munmap),          SCMP_SYS(mremap),
		SCMP_SYS(madvise),      SCMP_SYS(futex),           SCMP_SYS(exit_group),
		SCMP_SYS(exit),         SCMP_SYS(rt_sigreturn),    SCMP_SYS(clock_gettime),
		SCMP_SYS(gettimeofday), SCMP_SYS(restart_syscall), SCMP_SYS(sysinfo),
	};
	bool done = true;
	for (size_t i = 0; i < COUNT_OF(calls); i++)
		done = done && rule(filter, SCMP_ACT_ALLOW, calls[i]);
	return done && rule_if(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), SCMP_A0(SCMP_CMP_EQ, STDIN_FILENO)) &&
	       rule_if(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDOUT_FILENO)) &&
	       rule_if(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), SCMP_A0(SCMP_CMP_EQ, STDERR_FILENO)) &&
	       rule_if(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
	       rule_if(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
	       /* The reader of YAML asks whether somebody watches: nobody does. */
	       rule_if(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), SCMP_A1(SCMP_CMP_EQ, TCGETS));
}

/* Under sanitizers: what must not be done, instead of what may. */
static bool deny_much(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(socket),  SCMP_SYS(socketpair), SCMP_SYS(connect),  SCMP_SYS(bind),      SCMP_SYS(sendto),
		SCMP_SYS(sendmsg), SCMP_SYS(execve),     SCMP_SYS(execveat), SCMP_SYS(fork),      SCMP_SYS(vfork),
		SCMP_SYS(clone),   SCMP_SYS(clone3),     SCMP_SYS(creat),    SCMP_SYS(ptrace),    SCMP_SYS(openat2),
		SCMP_SYS(unlink),  SCMP_SYS(unlinkat),   SCMP_SYS(rename),   SCMP_SYS(renameat2),
	};
	bool done = true;
	for (size_t i = 0; i < COUNT_OF(calls); i++)
		done = done && rule(filter, SCMP_ACT_KILL_PROCESS, calls[i]);
	static const scmp_datum_t writing[] = {O_WRONLY, O_RDWR};
	for (size_t i = 0; i < COUNT_OF(writing); i++)
		done = done &&
		       rule_if(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(open),
			       SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE, writing[i])) &&
		       rule_if(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(openat),
			       SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, writing[i]));
	return done;
}

static bool filter_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(INTAKE_SANITIZED ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
	if (!filter)
		return false;
	bool done = (INTAKE_SANITIZED ? deny_much(filter) : allow_little(filter)) && seccomp_load(filter) == 0;
	/* Not released: that would need nothing more, but the process is about to end anyway. */
	return done;
}

bool intake_lock_in(void)
{
	return close_range(STDERR_FILENO + 1, ~0U, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit_all() &&
	       filter_calls();
}

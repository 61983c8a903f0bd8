/* One-time codes from an app: RFC 6238 with SHA-1, six digits, 30 seconds, as every app knows them. liboath's. */
#pragma once

#include "base/base.h"

#define TOTP_SECRET_BYTES 20 /* RFC 4226 section 4, requirement 6 */

/* The secret as it is typed into an app: base 32 of RFC 4648. */
struct str totp_secret_text(struct arena *arena, struct str secret);

/* What a QR code for an app holds: otpauth://totp/ISSUER:ACCOUNT?secret=… Issuer and account are percent-encoded. */
struct str totp_address(struct arena *arena, struct str issuer, struct str account, struct str secret);

/* True when the code is that of the step at `now_ms`, of the one before or the one after, and of one later than
 * `last_step` (0: none yet), so that no code counts twice: *ret_step is the step to keep as the last. Spaces within the
 * code are nothing. */
bool totp_check(struct str secret, int64_t now_ms, int64_t last_step, struct str code, int64_t *ret_step);

/* The code of a step; for tests and enrolment. */
#define TOTP_STEP_MS 30000
struct str totp_code(struct arena *arena, struct str secret, int64_t step);

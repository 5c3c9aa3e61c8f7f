/* Secure mode: a session from which nothing leads out.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <stdlib.h>

bool secure_is_on(void)
{
    const char *value = getenv("PIYUE_SECURE");
    return value && *value;
}

bool secure_allow(const char *sentence, Error *err)
{
    return !secure_is_on() ||
           error_set(err, ERR_SECURE, _("secure mode (PIYUE_SECURE): %s"), sentence);
}

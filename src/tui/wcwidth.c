/* The columns that ncurses counts: ours.
 *
 * libncursesw leaves wcwidth to the dynamic linker; this definition takes the place of
 * libc's, so that layout, frame and terminal agree on every code point. It must stay
 * visible (-fvisibility=hidden would hand ncurses back to libc without a word);
 * term_test_width proves at start that it is in use.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/wcwidth.h"

#include <piyue/text.h>

#include <wchar.h>

/* wcwidth has no context argument: what it needs lives here. */
static WidthPolicy wcwidth_policy;
static unsigned long wcwidth_calls;

void wcwidth_set_policy(WidthPolicy policy)
{
    wcwidth_policy = policy;
}

unsigned long wcwidth_get_calls(void)
{
    return wcwidth_calls;
}

__attribute__((visibility("default"))) int wcwidth(wchar_t character)
{
    char32_t codepoint = (char32_t)character;
    wcwidth_calls++;
    if (codepoint < 0x20 || (codepoint >= 0x7F && codepoint < 0xA0))
        return codepoint ? -1 : 0;
    return width_of_codepoint(codepoint, &wcwidth_policy);
}

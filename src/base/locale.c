/* A locale that can hold Chinese.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base_locale.h>

#include <langinfo.h>
#include <locale.h>
#include <string.h>

bool locale_take(const char *name)
{
    return setlocale(LC_CTYPE, name) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

bool locale_take_utf8(LocaleTaker *take, Error *err)
{
    static const char *const names[] = {"", "C.UTF-8", "zh_CN.UTF-8", "en_US.UTF-8"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (take(names[i]))
            return true;
    return error_set(err, ERR_ENVIRONMENT, "%s",
                     _("this system has no UTF-8 locale; make one (localedef -i zh_CN -f "
                       "UTF-8 zh_CN.UTF-8) and set LC_ALL to it"));
}

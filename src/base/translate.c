/* Messages in the user's language, from the catalogues compiled in.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include "base/catalogue.h"

#include <stdlib.h>
#include <string.h>

/* The language in force: NULL for English. Set once at the start. */
static const Catalogue *current;

/* GNU MO file: magic, revision, count, offset of originals, offset of translations; each
 * table holds (length, offset) pairs, originals sorted bytewise (gettext manual, "The
 * Format of GNU MO Files"). msgfmt writes it in the byte order of the building machine.
 */
enum { MO_COUNT = 2, MO_ORIGINALS = 3, MO_TRANSLATIONS = 4 };

static uint32_t mo_word(const Catalogue *catalogue, size_t off)
{
    uint32_t word;
    memcpy(&word, catalogue->data + off, sizeof(word));
    return word;
}

static const char *mo_text(const Catalogue *catalogue, int table, uint32_t index)
{
    size_t entry = mo_word(catalogue, (size_t)table * 4) + (size_t)index * 8;
    return (const char *)catalogue->data + mo_word(catalogue, entry + 4);
}

static const char *mo_find(const Catalogue *catalogue, const char *msgid)
{
    uint32_t low = 0, high = mo_word(catalogue, MO_COUNT * 4);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = strcmp(msgid, mo_text(catalogue, MO_ORIGINALS, middle));
        if (order == 0)
            return mo_text(catalogue, MO_TRANSLATIONS, middle);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* The language that a locale name names: "zh" for "zh_CN.UTF-8", empty for C. */
static Str locale_language(const char *locale)
{
    Str name = str_from(locale);
    size_t end = 0;
    while (end < name.len && !strchr("_.@:-", name.data[end]))
        end++;
    Str language = str_slice(name, 0, end);
    if (str_is_equal(language, STR("C")) || str_is_equal(language, STR("POSIX")))
        return (Str){0};
    return language;
}

static Str language_of_environment(void)
{
    static const char *const variables[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
        Str language = locale_language(getenv(variables[i]));
        if (language.len)
            return language;
    }
    return STR("zh");
}

void translate_set_language(const char *language)
{
    Str wanted = str_from(language);
    wanted = str_is_equal(wanted, STR("auto")) ? language_of_environment()
                                               : locale_language(language);
    current = NULL;
    for (const Catalogue *catalogue = catalogues; catalogue->data; catalogue++)
        if (str_is_equal(locale_language(catalogue->language), wanted))
            current = catalogue;
}

const char *translate_get_language(void)
{
    return current ? current->language : "en";
}

const char *translate(const char *msgid)
{
    /* The empty msgid is the catalogue's own header. */
    const char *found = current && *msgid ? mo_find(current, msgid) : NULL;
    return found ? found : msgid;
}

const char *translate_plural(const char *one, const char *many, uint64_t count)
{
    /* MO files key a plural by its singular; Chinese has one form, its first. */
    const char *found = current ? mo_find(current, one) : NULL;
    return found ? found : count == 1 ? one : many;
}

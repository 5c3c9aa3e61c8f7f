/* Text shown in the other script, by OpenCC where the program is built with it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>

#ifdef WITH_OPENCC
#include <opencc.h>

#define ROWS_KEPT 512 /* several screens: a row is converted once, not at each key */

typedef struct KeptRow {
    char *text, *shown; /* owned */
} KeptRow;

struct Script {
    ScriptForm form;
    opencc_t converter;
    KeptRow rows[ROWS_KEPT]; /* by hash of the text */
};

Script *script_new(ScriptForm form, Error *err)
{
    if (form == SCRIPT_AS_IS)
        return NULL;
    opencc_t converter = opencc_open(form == SCRIPT_SIMPLIFIED ? "t2s.json" : "s2t.json");
    if (converter == (opencc_t)-1) {
        error_set(err, ERR_ENVIRONMENT, "%s",
                  _("OpenCC has no tables here: the text is shown as it is"));
        return NULL;
    }
    Script *script = mem_alloc(sizeof(*script));
    script->form = form;
    script->converter = converter;
    return script;
}

void script_free(Script *script)
{
    if (!script)
        return;
    for (size_t i = 0; i < ROWS_KEPT; i++) {
        free(script->rows[i].text);
        free(script->rows[i].shown);
    }
    opencc_close(script->converter);
    free(script);
}

ScriptForm script_get_form(const Script *script)
{
    return script ? script->form : SCRIPT_AS_IS;
}

static size_t count_codepoints(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

/* Phrases are turned into as many characters; where OpenCC once does otherwise, the text
 * stays as it is, for what lies behind would stand elsewhere. */
static char *convert(const Script *script, Str text)
{
    char *converted = opencc_convert_utf8(script->converter, text.data, text.len);
    Str shown = converted ? str_from(converted) : (Str){0};
    bool is_alike = converted && count_codepoints(shown) == count_codepoints(text);
    char *result = str_dup(is_alike ? shown : text);
    opencc_convert_utf8_free(converted);
    return result;
}

static size_t hash_text(Str text)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001B3);
    return (size_t)(hash % ROWS_KEPT);
}

Str script_show(Script *script, Str text)
{
    if (!script || !text.len)
        return text;
    KeptRow *row = &script->rows[hash_text(text)];
    if (!row->text || !str_is_equal(str_from(row->text), text)) {
        free(row->text);
        free(row->shown);
        row->text = str_dup(text);
        row->shown = convert(script, text);
    }
    return str_from(row->shown);
}

#else

Script *script_new(ScriptForm form, Error *err)
{
    if (form != SCRIPT_AS_IS)
        error_set(err, ERR_ENVIRONMENT, "%s",
                  _("this program is built without OpenCC: the text is shown as it is"));
    return NULL;
}

void script_free(Script *script)
{
    (void)script;
}

ScriptForm script_get_form(const Script *script)
{
    (void)script;
    return SCRIPT_AS_IS;
}

Str script_show(Script *script, Str text)
{
    (void)script;
    return text;
}

#endif

bool script_form_parse(Str word, ScriptForm *form)
{
    static const char *const words[] = {"as-is", "simplified", "traditional"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (str_is_equal(word, str_from(words[i]))) {
            *form = (ScriptForm)i;
            return true;
        }
    return false;
}

size_t script_part(Str text, Str shown, size_t off)
{
    size_t at = 0, passed = 0;
    while (passed < off && passed < text.len && at < shown.len) {
        utf8_next(text, &passed);
        utf8_next(shown, &at);
    }
    return at;
}

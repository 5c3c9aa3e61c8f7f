/* The JSON of operations: one object of texts, numbers, truth values and lists of
 * texts. Other values are read over, so that a newer version may add them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_JSON_H
#define PIYUE_LIBRARY_JSON_H

#include <piyue/base.h>

/* ---- writing: {"a":1,"b":"…"} piece by piece ----------------------------- */

void json_begin(StrBuf *buf);
void json_add_text(StrBuf *buf, const char *name, Str text);
void json_add_int(StrBuf *buf, const char *name, int64_t value);
void json_add_bool(StrBuf *buf, const char *name, bool value);
void json_add_texts(StrBuf *buf, const char *name, const Str *texts, size_t count);
void json_end(StrBuf *buf);

/* ---- reading ------------------------------------------------------------- */

typedef enum JsonKind { JSON_OTHER, JSON_TEXT, JSON_INT, JSON_BOOL, JSON_TEXTS } JsonKind;

typedef struct JsonMember {
    Str name;
    JsonKind kind;
    Str text;
    int64_t number; /* JSON_BOOL: 0 or 1 */
    Str *texts;
    size_t text_count;
} JsonMember;

typedef struct JsonObject {
    JsonMember *members;
    size_t count;
} JsonObject;

/* Strict (RFC 8259), at most 16 levels deep; everything lives in `arena`. */
bool json_parse(Str text, Arena *arena, JsonObject *object) MUST_CHECK;
/* The member of that name and kind, or NULL. */
const JsonMember *json_find(const JsonObject *object, const char *name, JsonKind kind);
/* Its text, or the empty one. */
Str json_get_text(const JsonObject *object, const char *name);

#endif

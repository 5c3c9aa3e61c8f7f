/* Files that could not be imported, by their reasons.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>
#include <piyue/text.h>

#include <stdlib.h>

static FailureGroup *find_group(FailureGroups *failures, Str reason)
{
    for (size_t i = 0; i < failures->count; i++)
        if (str_is_equal(str_from(failures->items[i].reason), reason))
            return &failures->items[i];
    failures->items = mem_grow(failures->items, &failures->capacity, failures->count + 1,
                               sizeof(*failures->items));
    FailureGroup *group = &failures->items[failures->count++];
    *group = (FailureGroup){.reason = str_dup(reason)};
    return group;
}

void failure_describe(const ImportResult *result, StrBuf *out)
{
    Str name = path_get_name(str_from(result->path));
    const char *message = error_get_message(&result->error);
    if (str_find(str_from(message), name, 0) == STR_NONE)
        strbuf_appendf(out, "%s: ", result->path);
    strbuf_append_text(out, message);
}

void failures_add(FailureGroups *failures, const ImportResult *result)
{
    StrBuf sentence = {0}, reason = {0};
    Str path = str_from(result->path);
    failure_describe(result, &sentence);
    Str all = strbuf_get(&sentence);
    size_t off = str_find(all, path, 0);
    if (off == STR_NONE)
        off = path.len = 0; /* a sentence of its own, as it is */
    strbuf_append_str(&reason, str_slice(all, 0, off));
    strbuf_append_text(&reason, "*");
    strbuf_append_str(&reason, str_slice(all, off + path.len, all.len));
    FailureGroup *group = find_group(failures, strbuf_get(&reason));
    if (group->count++ == 0)
        group->sentence = strbuf_detach(&sentence);
    sanitize(&group->names, str_from(result->path), SANITIZE_TERMINAL);
    strbuf_append_byte(&group->names, '\n');
    strbuf_clear(&reason);
    strbuf_clear(&sentence);
}

void failures_clear(FailureGroups *failures)
{
    for (size_t i = 0; i < failures->count; i++) {
        free(failures->items[i].reason);
        free(failures->items[i].sentence);
        strbuf_clear(&failures->items[i].names);
    }
    free(failures->items);
    *failures = (FailureGroups){0};
}

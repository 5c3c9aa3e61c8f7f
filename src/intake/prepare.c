/* Reading, cleaning and outlining a file the way its document wants it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/prepare.h"

#include "intake/title.h"

#include <piyue/charset.h>
#include <piyue/imprint.h>
#include <piyue/outline.h>
#include <piyue/text.h>

/* ---- how it is to be done ------------------------------------------------- */

static unsigned parse_passes(Str names)
{
    unsigned passes = 0;
    while (names.data) {
        CleanRule rule = clean_find(str_split(&names, ','));
        if (rule < CLEAN_RULE_COUNT)
            passes |= 1u << rule;
    }
    return passes;
}

Processing processing_parse(Str text)
{
    Processing processing = {0};
    while (text.data) {
        Str part = str_split(&text, ' ');
        Str name = str_split(&part, '=');
        if (str_is_equal(name, STR("encoding")))
            processing.encoding = charset_find(part);
        else if (str_is_equal(name, STR("without")))
            processing.without = parse_passes(part);
    }
    return processing;
}

Str processing_format(const Processing *processing, Arena *arena)
{
    StrBuf text = {0};
    if (processing->encoding)
        strbuf_appendf(&text, "encoding=%s", processing->encoding);
    const char *before = text.len ? " without=" : "without=";
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++) {
        if (!(processing->without & 1u << i))
            continue;
        strbuf_appendf(&text, "%s%s", before, clean_get_name((CleanRule)i));
        before = ",";
    }
    Str kept = arena_str(arena, strbuf_get(&text));
    strbuf_clear(&text);
    return kept;
}

/* ---- doing it ------------------------------------------------------------- */

ImportOptions prepare_complete_options(const ImportOptions *options)
{
    ImportOptions complete = *options;
    if (!complete.limits.max_file_bytes)
        complete.limits = import_limits_default();
    return complete;
}

/* The day that the shelf, the search and the years go by: what the text says of itself is
 * believed before what the file does. In a file it may be written in any way. */
static Str choose_date(const Draft *draft, const Outline *outline)
{
    Imprint imprint;
    StrBuf date = {0};
    imprint_read_draft(draft, outline, draft->arena, &imprint);
    Str found = imprint.values[IMPRINT_DATE].text;
    if (!found.len && date_parse(text_trim(draft->date), &date))
        found = arena_str(draft->arena, strbuf_get(&date));
    strbuf_clear(&date);
    return found.len ? found : draft->date;
}

bool prepare(Prepared *prepared, int fd, const char *path, const ImportOptions *options,
             const Processing *processing, Error *err)
{
    *prepared = (Prepared){0};
    ImportOptions import = prepare_complete_options(options);
    if (processing->encoding)
        import.encoding = processing->encoding;
    prepared->draft = import_read(fd, path, &import, err);
    if (!prepared->draft)
        return false;
    Report watch = {.progress = import.progress, .context = import.progress_context};
    CleanOptions clean = {.passes = CLEAN_ALL & ~processing->without, .watch = &watch};
    if (!clean_run(prepared->draft, &clean, prepared->places) ||
        !outline_infer_with(prepared->draft, import.rules, NULL, 0, &watch,
                            &prepared->outline) ||
        !clean_finish(prepared->draft, &prepared->outline, &clean, prepared->places)) {
        prepared_clear(prepared);
        return error_set(err, ERR_CANCELLED, _("the import of %s was stopped"), path);
    }
    draft_settle_links(prepared->draft);
    prepared->draft->title =
        title_choose(prepared->draft, &prepared->outline, str_from(path));
    prepared->draft->date = choose_date(prepared->draft, &prepared->outline);
    return true;
}

void prepared_clear(Prepared *prepared)
{
    draft_free(prepared->draft);
    outline_clear(&prepared->outline);
    *prepared = (Prepared){0};
}

void prepared_list_passes(const Prepared *prepared, EditionPass *passes)
{
    for (unsigned i = 0; i < CLEAN_RULE_COUNT; i++)
        passes[i] =
            (EditionPass){str_from(clean_get_name((CleanRule)i)), prepared->places[i]};
}

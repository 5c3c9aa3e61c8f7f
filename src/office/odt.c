/* OpenDocument text: zipped (odt, ott) or one XML file (fodt).
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/odt.h"

#include <stdlib.h>

#include <piyue/office.h>

static bool walk_part(Odt *odt, Zip *zip, const char *name, Error *err)
{
    StrBuf bytes = {0}, label = {0};
    strbuf_appendf(&label, "%s: %s", odt->source->name, name);
    bool is_read = zip_read_name(zip, str_from(name), &bytes, err) &&
                   odt_walk(odt, strbuf_get(&bytes), label.data, err);
    strbuf_clear(&bytes);
    strbuf_clear(&label);
    return is_read;
}

static bool walk_optional(Odt *odt, Zip *zip, const char *name, Error *err)
{
    return zip_find(zip, str_from(name)) == SIZE_MAX || walk_part(odt, zip, name, err);
}

/* A locked document is an archive of parts that look like noise. */
static bool check_lock(const Odt *odt, Zip *zip, Error *err)
{
    const char *name = "META-INF/manifest.xml";
    if (zip_find(zip, str_from(name)) == SIZE_MAX)
        return true;
    StrBuf manifest = {0};
    bool is_read = zip_read_name(zip, str_from(name), &manifest, err);
    if (is_read && str_find(strbuf_get(&manifest), STR("encryption-data"), 0) != STR_NONE)
        is_read = error_set(err, ERR_FORMAT,
                            _("%s is locked with a password; open it in its program, "
                              "save it without the password and import that"),
                            odt->source->name);
    strbuf_clear(&manifest);
    return is_read;
}

static bool read_zip(Odt *odt, Error *err)
{
    ZipLimits limits = zip_limits_default();
    Zip *zip = zip_open_source(odt->source, &limits, err);
    if (!zip)
        return false;
    bool is_read = check_lock(odt, zip, err) && walk_optional(odt, zip, "meta.xml", err);
    odt->is_styles = true;
    is_read = is_read && walk_optional(odt, zip, "styles.xml", err);
    odt->is_styles = false;
    is_read = is_read && walk_part(odt, zip, "content.xml", err);
    zip_free(zip);
    return is_read;
}

/* As much as a part of an archive may have. */
static bool read_flat(Odt *odt, Error *err)
{
    StrBuf bytes = {0};
    bool is_read =
        source_read_all(odt->source, zip_limits_default().max_entry_bytes, &bytes, err) &&
        odt_walk(odt, strbuf_get(&bytes), odt->source->name, err);
    strbuf_clear(&bytes);
    return is_read;
}

bool read_odt(const Source *source, Sink *sink, Error *err)
{
    Odt *odt = mem_alloc(sizeof(*odt));
    odt->source = source;
    odt->body = odt->paper = paper_new();
    odt->numbering = numbering_new();
    odt->list_style = -1;
    styles_init(&odt->styles);
    bool is_zip = str_has_prefix(source->head, STR("PK"));
    bool is_read = (is_zip ? read_zip(odt, err) : read_flat(odt, err)) &&
                   paper_send(odt->body, source, sink, err);
    paper_free(odt->note_paper);
    paper_free(odt->body);
    numbering_free(odt->numbering);
    styles_clear(&odt->styles);
    for (size_t i = 0; i < odt->name_count; i++)
        strbuf_clear(&odt->names[i]);
    free(odt->names);
    free(odt->paras);
    strbuf_clear(&odt->link);
    strbuf_clear(&odt->card);
    strbuf_clear(&odt->label);
    strbuf_clear(&odt->room);
    free(odt);
    return is_read;
}

/* The zip of a Word document, and which part is which.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/docx.h"

#include <stdlib.h>
#include <string.h>

struct Package {
    const Source *source;
    Zip *zip;
    StrBuf main;
    xmlDoc *relations, *main_relations; /* NULL where the package has none */
};

/* ---- values ------------------------------------------------------------ */

Str docx_get_value(const xmlNode *node, const char *child)
{
    const xmlNode *found = node ? xml_find_child(node, child) : NULL;
    return found ? xml_get_attribute(found, "val") : (Str){0};
}

bool docx_is_off(Str value)
{
    return str_is_equal(value, STR("0")) || str_is_equal(value, STR("false")) ||
           str_is_equal(value, STR("off"));
}

int docx_get_switch(const xmlNode *node, const char *child)
{
    const xmlNode *found = node ? xml_find_child(node, child) : NULL;
    if (!found)
        return -1;
    return !docx_is_off(xml_get_attribute(found, "val"));
}

int docx_parse_int(Str value, int otherwise)
{
    int64_t number;
    if (!str_parse_int(str_trim(value), &number))
        return otherwise;
    return (int)MAX(-1000000000, MIN(number, 1000000000));
}

/* ---- relationships ----------------------------------------------------- */

static bool read_part(Package *package, Str name, Part *part, Error *err)
{
    StrBuf label = {0};
    strbuf_appendf(&label, "%s: %.*s", package->source->name, STR_ARG(name));
    part->name = strbuf_detach(&label);
    return zip_read_name(package->zip, name, &part->bytes, err);
}

/* Parses the relationships of the part `name`; NULL without an error where the package
 * has no such file. */
static bool read_relations(Package *package, Str name, xmlDoc **relations, Error *err)
{
    size_t cut = name.len;
    while (cut && name.data[cut - 1] != '/')
        cut--;
    StrBuf path = {0};
    strbuf_appendf(&path, "%.*s_rels/%.*s.rels", STR_ARG(str_slice(name, 0, cut)),
                   STR_ARG(str_slice(name, cut, name.len)));
    Part part = {0};
    bool is_read = true;
    if (zip_find(package->zip, strbuf_get(&path)) != SIZE_MAX) {
        is_read = read_part(package, strbuf_get(&path), &part, err);
        *relations = is_read ? xml_parse(strbuf_get(&part.bytes), part.name, err) : NULL;
        is_read = *relations != NULL;
    }
    part_clear(&part);
    strbuf_clear(&path);
    return is_read;
}

static const xmlNode *first_relation(const xmlDoc *relations)
{
    const xmlNode *root = relations ? xmlDocGetRootElement(relations) : NULL;
    return root ? xml_find_child(root, "Relationship") : NULL;
}

/* Is it of a kind, the last part of its type, and does it lead outside as wanted? */
static bool is_relation(const xmlNode *node, const char *kind, bool is_outside)
{
    Str type = xml_get_attribute(node, "Type"),
        mode = xml_get_attribute(node, "TargetMode");
    size_t slash = type.len;
    while (slash && type.data[slash - 1] != '/')
        slash--;
    return str_is_equal(str_slice(type, slash, type.len), str_from(kind)) &&
           str_is_equal(mode, STR("External")) == is_outside;
}

/* The target of the first relationship of a kind, as the name of an entry. */
static bool find_target(xmlDoc *relations, const char *kind, Str base, StrBuf *target)
{
    for (const xmlNode *node = first_relation(relations); node;
         node = xml_next_sibling(node, "Relationship")) {
        if (!is_relation(node, kind, false))
            continue;
        Str path = xml_get_attribute(node, "Target");
        strbuf_reset(target);
        if (str_has_prefix(path, STR("/"))) {
            base = STR("");
            path = str_slice(path, 1, path.len);
        }
        return zip_resolve(base, path, target);
    }
    return false;
}

static int compare_links(const void *a, const void *b)
{
    Str left = ((const DocxLink *)a)->id, right = ((const DocxLink *)b)->id;
    int order = memcmp(left.data, right.data, MIN(left.len, right.len));
    return order ? order : (left.len > right.len) - (left.len < right.len);
}

DocxLink *package_list_links(const Package *package, size_t *count)
{
    DocxLink *links = NULL;
    size_t capacity = 0;
    *count = 0;
    for (const xmlNode *node = first_relation(package->main_relations); node;
         node = xml_next_sibling(node, "Relationship")) {
        DocxLink link = {xml_get_attribute(node, "Id"),
                         xml_get_attribute(node, "Target")};
        if (!is_relation(node, "hyperlink", true) || !link.id.len)
            continue;
        links = mem_grow(links, &capacity, *count + 1, sizeof(*links));
        links[(*count)++] = link;
    }
    if (*count)
        qsort(links, *count, sizeof(*links), compare_links);
    return links;
}

Str docx_find_link(const Docx *docx, Str id)
{
    DocxLink key = {.id = id};
    const DocxLink *link =
        id.len && docx->link_count
            ? bsearch(&key, docx->links, docx->link_count, sizeof(key), compare_links)
            : NULL;
    return link ? link->address : STR("");
}

void part_clear(Part *part)
{
    strbuf_clear(&part->bytes);
    free(part->name);
    *part = (Part){0};
}

bool package_read_part(Package *package, bool of_package, const char *kind, Part *part,
                       Error *err)
{
    StrBuf target = {0};
    Str base = of_package ? STR("") : strbuf_get(&package->main);
    bool is_read = true;
    if (find_target(of_package ? package->relations : package->main_relations, kind, base,
                    &target) &&
        zip_find(package->zip, strbuf_get(&target)) != SIZE_MAX)
        is_read = read_part(package, strbuf_get(&target), part, err);
    strbuf_clear(&target);
    return is_read;
}

bool package_read_main(Package *package, Part *part, Error *err)
{
    return read_part(package, strbuf_get(&package->main), part, err);
}

Str package_get_main(const Package *package)
{
    return strbuf_get(&package->main);
}

Package *package_open(const Source *source, Error *err)
{
    Package *package = mem_alloc(sizeof(*package));
    package->source = source;
    ZipLimits limits = zip_limits_default();
    package->zip = zip_open_source(source, &limits, err);
    if (package->zip && read_relations(package, STR(""), &package->relations, err)) {
        if (!find_target(package->relations, "officeDocument", STR(""), &package->main))
            strbuf_append_text(&package->main, "word/document.xml");
        if (read_relations(package, strbuf_get(&package->main), &package->main_relations,
                           err))
            return package;
    }
    package_free(package);
    return NULL;
}

void package_free(Package *package)
{
    if (!package)
        return;
    xmlFreeDoc(package->relations);
    xmlFreeDoc(package->main_relations);
    zip_free(package->zip);
    strbuf_clear(&package->main);
    free(package);
}

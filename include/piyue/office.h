/* office: documents of word processors.
 *
 * Word (docx and the Word 97 binary), OpenDocument, RTF: paragraphs with their styles,
 * numbers as they are shown, tables, notes, comments; tracked changes as accepted.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OFFICE_H
#define PIYUE_OFFICE_H

#include <piyue/importer.h>

FormatReader read_docx;
FormatReader read_odt;
FormatReader read_rtf;
FormatReader read_doc;

#endif

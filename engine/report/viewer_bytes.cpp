// SPDX-License-Identifier: Apache-2.0
// The built viewer as bytes in the program: the assembler includes viewer/viewer.html, whose path CMake gives as
// TOCSIN_VIEWER. (C++20 has no #embed; a generated array of 800 KB takes the compiler seconds, this takes none.)
asm(".section .rodata\n"
    ".global tocsin_report_viewer_begin\n"
    ".global tocsin_report_viewer_end\n"
    ".balign 16\n"
    "tocsin_report_viewer_begin:\n"
    ".incbin \"" TOCSIN_VIEWER
    "\"\n"
    "tocsin_report_viewer_end:\n"
    ".byte 0\n"
    ".text\n");

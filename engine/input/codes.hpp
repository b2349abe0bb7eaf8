// SPDX-License-Identifier: Apache-2.0
// The codes of diagnostics, in one place: stable, lower-case, each explained in explain.cpp (`tocsin explain CODE`).
// Codes of towns and models are added here too; a test reads the sources and finds codes that nobody explained.
#pragma once

namespace tocsin::codes {

// Files and text
inline constexpr const char* kMissingFile = "missing-file";
inline constexpr const char* kUnreadableFile = "unreadable-file";
inline constexpr const char* kEncoding = "encoding";
inline constexpr const char* kSyntax = "syntax";
inline constexpr const char* kUnsupportedYaml = "unsupported-yaml";

// Keys and values
inline constexpr const char* kDuplicateKey = "duplicate-key";
inline constexpr const char* kUnknownKey = "unknown-key";
inline constexpr const char* kMissingKey = "missing-key";
inline constexpr const char* kMissingValue = "missing-value";
inline constexpr const char* kWrongType = "wrong-type";
inline constexpr const char* kBadNumber = "bad-number";
inline constexpr const char* kBadTime = "bad-time";
inline constexpr const char* kBadTarget = "bad-target";
inline constexpr const char* kMissingUnit = "missing-unit";
inline constexpr const char* kUnknownUnit = "unknown-unit";
inline constexpr const char* kWrongDimension = "wrong-dimension";
inline constexpr const char* kOutOfRange = "out-of-range";
inline constexpr const char* kImplausible = "implausible";
inline constexpr const char* kUnknownChoice = "unknown-choice";
inline constexpr const char* kUnknownKind = "unknown-kind";

// Between entries
inline constexpr const char* kUnknownReference = "unknown-reference";
inline constexpr const char* kDuplicateId = "duplicate-id";
inline constexpr const char* kUnreachable = "unreachable";
inline constexpr const char* kInconsistent = "inconsistent";
inline constexpr const char* kPlanWeakness = "plan-weakness";

// Tables
inline constexpr const char* kEmptyTable = "empty-table";
inline constexpr const char* kRaggedRow = "ragged-row";
inline constexpr const char* kMissingColumn = "missing-column";
inline constexpr const char* kUnknownColumn = "unknown-column";
inline constexpr const char* kDuplicateColumn = "duplicate-column";
inline constexpr const char* kMissingCell = "missing-cell";
inline constexpr const char* kUnreadableWorkbook = "unreadable-workbook";
inline constexpr const char* kMissingSheet = "missing-sheet";
inline constexpr const char* kMergedCells = "merged-cells";
inline constexpr const char* kFormula = "formula";

// XML and alerts (CAP)
inline constexpr const char* kRefusedXml = "refused-xml";
inline constexpr const char* kWrongNamespace = "wrong-namespace";
inline constexpr const char* kWrongOrder = "wrong-order";
inline constexpr const char* kBadIdentifier = "bad-identifier";
inline constexpr const char* kNotAWarning = "not-a-warning";

// Results of earlier runs
inline constexpr const char* kUnreadableLog = "unreadable-log";

// Towns (engine/town)
inline constexpr const char* kUnknownFile = "unknown-file";
inline constexpr const char* kNoProvenance = "no-provenance";
inline constexpr const char* kBadCoordinateSystem = "bad-coordinate-system";
inline constexpr const char* kNoGeoreference = "no-georeference";
inline constexpr const char* kOutsideProjection = "outside-projection";
inline constexpr const char* kNoElevation = "no-elevation";
inline constexpr const char* kDisconnectedRoads = "disconnected-roads";
inline constexpr const char* kFarFromRoad = "far-from-road";
inline constexpr const char* kSameEnds = "same-ends";
inline constexpr const char* kShortLength = "short-length";
inline constexpr const char* kBadShape = "bad-shape";
inline constexpr const char* kTurnNotThere = "turn-not-there";
inline constexpr const char* kFolderExists = "folder-exists";
inline constexpr const char* kCannotWrite = "cannot-write";
inline constexpr const char* kUnreadableMap = "unreadable-map";
inline constexpr const char* kEmptyMap = "empty-map";
inline constexpr const char* kBadBoundary = "bad-boundary";
inline constexpr const char* kBadElevation = "bad-elevation";

}  // namespace tocsin::codes

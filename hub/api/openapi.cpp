#include "hub/api/api.hpp"

// Written by hand beside the routes (api.cpp); a test holds one to the other.

namespace saldo::api {
namespace {

constexpr std::string_view document = R"json({
"openapi": "3.1.0",
"info": {"title": "Saldo hub", "version": "1", "summary": "Read-only answers of the book.",
 "description": "Decimals and positions are texts, so that no reader rounds them.",
 "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
"servers": [{"url": "/"}],
"paths": {
 "/api/v1/balances": {"get": {"operationId": "balances",
  "summary": "What each part still owes.",
  "parameters": [
   {"$ref": "#/components/parameters/company"},
   {"$ref": "#/components/parameters/part"},
   {"$ref": "#/components/parameters/asOf"},
   {"$ref": "#/components/parameters/asKnownAt"},
   {"$ref": "#/components/parameters/all"},
   {"$ref": "#/components/parameters/limit"},
   {"$ref": "#/components/parameters/cursor"}
  ],
  "responses": {"200": {"$ref": "#/components/responses/balances"},
   "304": {"description": "The content is the one of If-None-Match."},
   "400": {"$ref": "#/components/responses/problem"},
   "404": {"$ref": "#/components/responses/problem"},
   "409": {"$ref": "#/components/responses/problem"},
   "503": {"$ref": "#/components/responses/problem"}}}},
 "/api/v1/lots": {"get": {"operationId": "lots", "summary": "Open lots, oldest first.",
  "parameters": [
   {"$ref": "#/components/parameters/company"},
   {"$ref": "#/components/parameters/part"},
   {"$ref": "#/components/parameters/asOf"},
   {"$ref": "#/components/parameters/asKnownAt"},
   {"$ref": "#/components/parameters/all"},
   {"$ref": "#/components/parameters/national"},
   {"$ref": "#/components/parameters/limit"},
   {"$ref": "#/components/parameters/cursor"}
  ],
  "responses": {"200": {"$ref": "#/components/responses/lots"},
   "304": {"description": "The content is the one of If-None-Match."},
   "400": {"$ref": "#/components/responses/problem"},
   "404": {"$ref": "#/components/responses/problem"},
   "409": {"$ref": "#/components/responses/problem"},
   "503": {"$ref": "#/components/responses/problem"}}}},
 "/api/v1/discharges": {"get": {"operationId": "discharges",
  "summary": "Which exit took how much from which lot.",
  "parameters": [
   {"$ref": "#/components/parameters/company"},
   {"$ref": "#/components/parameters/part"},
   {"$ref": "#/components/parameters/asOf"},
   {"$ref": "#/components/parameters/asKnownAt"},
   {"$ref": "#/components/parameters/national"},
   {"$ref": "#/components/parameters/limit"},
   {"$ref": "#/components/parameters/cursor"}
  ],
  "responses": {"200": {"$ref": "#/components/responses/discharges"},
   "304": {"description": "The content is the one of If-None-Match."},
   "400": {"$ref": "#/components/responses/problem"},
   "404": {"$ref": "#/components/responses/problem"},
   "409": {"$ref": "#/components/responses/problem"},
   "503": {"$ref": "#/components/responses/problem"}}}},
 "/api/v1/stock": {"get": {"operationId": "stock", "summary": "What each plant holds.",
  "parameters": [
   {"$ref": "#/components/parameters/company"},
   {"$ref": "#/components/parameters/part"},
   {"$ref": "#/components/parameters/asOf"},
   {"$ref": "#/components/parameters/asKnownAt"},
   {"$ref": "#/components/parameters/limit"},
   {"$ref": "#/components/parameters/cursor"}
  ],
  "responses": {"200": {"$ref": "#/components/responses/stock"},
   "304": {"description": "The content is the one of If-None-Match."},
   "400": {"$ref": "#/components/responses/problem"},
   "404": {"$ref": "#/components/responses/problem"},
   "409": {"$ref": "#/components/responses/problem"},
   "503": {"$ref": "#/components/responses/problem"}}}},
 "/api/v1/alerts": {"get": {"operationId": "alerts", "summary": "What a person must look at.",
  "parameters": [
   {"$ref": "#/components/parameters/company"},
   {"$ref": "#/components/parameters/part"},
   {"$ref": "#/components/parameters/asOf"},
   {"$ref": "#/components/parameters/asKnownAt"},
   {"$ref": "#/components/parameters/all"},
   {"$ref": "#/components/parameters/limit"},
   {"$ref": "#/components/parameters/cursor"}
  ],
  "responses": {"200": {"$ref": "#/components/responses/alerts"},
   "304": {"description": "The content is the one of If-None-Match."},
   "400": {"$ref": "#/components/responses/problem"},
   "404": {"$ref": "#/components/responses/problem"},
   "409": {"$ref": "#/components/responses/problem"},
   "503": {"$ref": "#/components/responses/problem"}}}},
 "/api/v1/explain": {"get": {"operationId": "explain",
  "summary": "Every fact behind one number, in words.",
  "parameters": [
   {"$ref": "#/components/parameters/ref"},
   {"$ref": "#/components/parameters/company"},
   {"$ref": "#/components/parameters/asOf"},
   {"$ref": "#/components/parameters/asKnownAt"},
   {"$ref": "#/components/parameters/limit"},
   {"$ref": "#/components/parameters/cursor"}
  ],
  "responses": {"200": {"$ref": "#/components/responses/explain"},
   "304": {"description": "The content is the one of If-None-Match."},
   "400": {"$ref": "#/components/responses/problem"},
   "404": {"$ref": "#/components/responses/problem"},
   "409": {"$ref": "#/components/responses/problem"},
   "503": {"$ref": "#/components/responses/problem"}}}},
 "/api/v1/version": {"get": {"operationId": "version", "summary": "Which program answers.",
  "responses": {"200": {"description": "Program, version and newest log position.",
   "content": {"application/json": {"schema": {"type": "object", "required": ["program",
    "version", "asKnownAt"],
    "properties": {"program": {"type": "string"}, "version": {"type": "string"}, "asKnownAt": {
     "type": "string"}}}}}}}}},
 "/api/openapi.json": {"get": {"operationId": "openapi", "summary": "This document.",
  "responses": {"200": {"description": "OpenAPI 3.1.", "content": {"application/json": {
   "schema": {"type": "object"}}}}}}}
},
"components": {
 "parameters": {
  "company": {"name": "company", "in": "query", "required": false,
   "description": "RFC of the company; without it every company.",
   "schema": {"type": "string"}},
  "part": {"name": "part", "in": "query", "required": false,
   "description": "Part number.",
   "schema": {"type": "string"}},
  "ref": {"name": "ref", "in": "query", "required": true,
   "description": "What is to be explained: a lot, an outcome or an alert.",
   "schema": {"type": "string"}},
  "asOf": {"name": "asOf", "in": "query", "required": false,
   "description": "The day on which the answer holds, YYYY-MM-DD.",
   "schema": {"type": "string", "format": "date"}},
  "asKnownAt": {"name": "asKnownAt", "in": "query", "required": false,
   "description": "What was known: a log position, or a time with its offset.",
   "schema": {"type": "string"}},
  "all": {"name": "all", "in": "query", "required": false,
   "description": "Closed ones too.",
   "schema": {"type": "boolean", "default": false}},
  "national": {"name": "national", "in": "query", "required": false,
   "description": "Lots of definitive imports, in place of temporary ones.",
   "schema": {"type": "boolean", "default": false}},
  "limit": {"name": "limit", "in": "query", "required": false,
   "description": "Rows of one page.",
   "schema": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}},
  "cursor": {"name": "cursor", "in": "query", "required": false,
   "description": "The `next` of the page before.",
   "schema": {"type": "string"}}
 },
 "responses": {
  "balances": {"description": "What each part still owes.",
   "headers": {"ETag": {"schema": {"type": "string"}}, "X-Request-Id": {"schema": {
    "type": "string"}}},
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/balances"}}}},
  "lots": {"description": "Open lots, oldest first.",
   "headers": {"ETag": {"schema": {"type": "string"}}, "X-Request-Id": {"schema": {
    "type": "string"}}},
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/lots"}}}},
  "discharges": {"description": "Which exit took how much from which lot.",
   "headers": {"ETag": {"schema": {"type": "string"}}, "X-Request-Id": {"schema": {
    "type": "string"}}},
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/discharges"}}}},
  "stock": {"description": "What each plant holds.",
   "headers": {"ETag": {"schema": {"type": "string"}}, "X-Request-Id": {"schema": {
    "type": "string"}}},
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/stock"}}}},
  "alerts": {"description": "What a person must look at.",
   "headers": {"ETag": {"schema": {"type": "string"}}, "X-Request-Id": {"schema": {
    "type": "string"}}},
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/alerts"}}}},
  "explain": {"description": "Every fact behind one number, in words.",
   "headers": {"ETag": {"schema": {"type": "string"}}, "X-Request-Id": {"schema": {
    "type": "string"}}},
   "content": {"application/json": {"schema": {"$ref": "#/components/schemas/explain"}}}},
  "problem": {"description": "What was found, what was expected, what to do (RFC 9457).",
   "content": {"application/problem+json": {"schema": {
    "$ref": "#/components/schemas/problem"}}}}
 },
 "schemas": {
  "text": {"type": "string"},
  "columns": {"type": "array", "description": "The columns of every row, in order.",
   "items": {"type": "object", "required": ["id"],
    "properties": {"id": {"type": "string"},
     "number": {"type": "boolean", "description": "A decimal, written as a text."},
     "key": {"type": "boolean", "description": "Part of what tells one row from another."}}}},
  "balances": {"type": "object", "required": ["asKnownAt", "columns", "rows", "next"],
   "properties": {"asKnownAt": {"type": "string",
    "description": "Log position or time up to which this knows."},
    "columns": {"$ref": "#/components/schemas/columns"},
    "next": {"type": "string",
     "description": "Cursor of the next page; empty: this is the last."},
    "rows": {"type": "array", "items": {"type": "object",
     "properties": {
      "rfc": {"$ref": "#/components/schemas/text"},
      "part_number": {"$ref": "#/components/schemas/text"},
      "umc": {"$ref": "#/components/schemas/text"},
      "lots_open": {"$ref": "#/components/schemas/text"},
      "qty_umc": {"$ref": "#/components/schemas/text"},
      "qty_provisional": {"$ref": "#/components/schemas/text"},
      "value_mxn": {"$ref": "#/components/schemas/text"},
      "next_term_end": {"$ref": "#/components/schemas/text"}
     },
     "additionalProperties": {"type": "string"}}}}},
  "lots": {"type": "object", "required": ["asKnownAt", "columns", "rows", "next"],
   "properties": {"asKnownAt": {"type": "string",
    "description": "Log position or time up to which this knows."},
    "columns": {"$ref": "#/components/schemas/columns"},
    "next": {"type": "string",
     "description": "Cursor of the next page; empty: this is the last."},
    "rows": {"type": "array", "items": {"type": "object",
     "properties": {
      "rfc": {"$ref": "#/components/schemas/text"},
      "part_number": {"$ref": "#/components/schemas/text"},
      "lot_key": {"$ref": "#/components/schemas/text"},
      "lot_secuencia": {"$ref": "#/components/schemas/text"},
      "payment_time": {"$ref": "#/components/schemas/text"},
      "qty_umc": {"$ref": "#/components/schemas/text"}
     },
     "additionalProperties": {"type": "string"}}}}},
  "discharges": {"type": "object", "required": ["asKnownAt", "columns", "rows", "next"],
   "properties": {"asKnownAt": {"type": "string",
    "description": "Log position or time up to which this knows."},
    "columns": {"$ref": "#/components/schemas/columns"},
    "next": {"type": "string",
     "description": "Cursor of the next page; empty: this is the last."},
    "rows": {"type": "array", "items": {"type": "object",
     "properties": {
      "rfc": {"$ref": "#/components/schemas/text"},
      "exit_key": {"$ref": "#/components/schemas/text"},
      "exit_secuencia": {"$ref": "#/components/schemas/text"},
      "exit_clave": {"$ref": "#/components/schemas/text"},
      "product": {"$ref": "#/components/schemas/text"},
      "part_number": {"$ref": "#/components/schemas/text"},
      "lot_key": {"$ref": "#/components/schemas/text"},
      "lot_secuencia": {"$ref": "#/components/schemas/text"},
      "qty_umc": {"$ref": "#/components/schemas/text"}
     },
     "additionalProperties": {"type": "string"}}}}},
  "stock": {"type": "object", "required": ["asKnownAt", "columns", "rows", "next"],
   "properties": {"asKnownAt": {"type": "string",
    "description": "Log position or time up to which this knows."},
    "columns": {"$ref": "#/components/schemas/columns"},
    "next": {"type": "string",
     "description": "Cursor of the next page; empty: this is the last."},
    "rows": {"type": "array", "items": {"type": "object",
     "properties": {
      "rfc": {"$ref": "#/components/schemas/text"},
      "plant": {"$ref": "#/components/schemas/text"},
      "part_number": {"$ref": "#/components/schemas/text"},
      "status": {"$ref": "#/components/schemas/text"},
      "qty_umc": {"$ref": "#/components/schemas/text"}
     },
     "additionalProperties": {"type": "string"}}}}},
  "alerts": {"type": "object", "required": ["asKnownAt", "columns", "rows", "next"],
   "properties": {"asKnownAt": {"type": "string",
    "description": "Log position or time up to which this knows."},
    "columns": {"$ref": "#/components/schemas/columns"},
    "next": {"type": "string",
     "description": "Cursor of the next page; empty: this is the last."},
    "rows": {"type": "array", "items": {"type": "object",
     "properties": {
      "id": {"$ref": "#/components/schemas/text"},
      "code": {"$ref": "#/components/schemas/text"},
      "severity": {"$ref": "#/components/schemas/text"},
      "rfc": {"$ref": "#/components/schemas/text"},
      "plant": {"$ref": "#/components/schemas/text"},
      "part_number": {"$ref": "#/components/schemas/text"},
      "ref": {"$ref": "#/components/schemas/text"},
      "amount": {"$ref": "#/components/schemas/text"},
      "effective": {"$ref": "#/components/schemas/text"},
      "known": {"$ref": "#/components/schemas/text"},
      "owner": {"$ref": "#/components/schemas/text"},
      "due": {"$ref": "#/components/schemas/text"},
      "state": {"$ref": "#/components/schemas/text"}
     },
     "additionalProperties": {"type": "string"}}}}},
  "explain": {"type": "object", "required": ["asKnownAt", "columns", "rows", "next"],
   "properties": {"asKnownAt": {"type": "string",
    "description": "Log position or time up to which this knows."},
    "columns": {"$ref": "#/components/schemas/columns"},
    "next": {"type": "string",
     "description": "Cursor of the next page; empty: this is the last."},
    "rows": {"type": "array", "items": {"type": "object", "additionalProperties": {
     "type": "string"}}}}},
  "problem": {"type": "object", "required": ["type", "title", "status", "code", "detail"],
   "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {
    "type": "integer"},
    "code": {"type": "string"}, "detail": {"type": "string"}}}
 }
}
}
)json";

}  // namespace

std::string_view openapi_document() { return document; }

}  // namespace saldo::api

/**
 * DynamoDB: one class a table, records in and out, every change conditional. What a record may become is decided in
 * core. Next door: {@link dev.iota.cloud.shape}, which says what keys a table has.
 */
@NullMarked
package dev.iota.cloud.table;

import org.jspecify.annotations.NullMarked;

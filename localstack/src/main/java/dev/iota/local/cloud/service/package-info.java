/**
 * The services themselves, each a small wrapper that makes one of them listen on loopback and store in the run's
 * folder.
 */
@NullMarked
package dev.iota.local.cloud.service;

import org.jspecify.annotations.NullMarked;

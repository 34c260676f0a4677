/**
 * Trains a model on this machine with one command: starts the cloud and the miners as processes, keeps them alive,
 * shows what happens, and ends with a checkpoint and a report.
 */
@NullMarked
package dev.iota.local.runner;

import org.jspecify.annotations.NullMarked;

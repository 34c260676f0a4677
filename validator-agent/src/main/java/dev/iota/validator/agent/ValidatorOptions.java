package dev.iota.validator.agent;

import dev.iota.core.audit.AuditBars;
import java.net.URI;
import java.nio.file.Path;

/**
 * How a validator is started.
 *
 * @param home folder of its key and session, and of the states that it loads
 * @param device {@code auto}, {@code cpu} or {@code gpu:N}
 * @param threads CPU threads of one operation
 * @param patient whether to wait while an earlier session of this hotkey lives
 */
public record ValidatorOptions(
        URI orchestrator, String run, Path home, String device, int threads, AuditBars bars, boolean patient) {}

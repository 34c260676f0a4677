package dev.iota.orchestrator.admin;

import dev.iota.core.epoch.StageCheckpoint.ParameterShape;
import java.io.InputStream;
import java.util.List;

/** The weights that a run begins with, as they are drawn: of any size, and never all of them anywhere. */
public interface StartWeights extends AutoCloseable {
    /** The parameters of each stage, in the order of its program. */
    List<List<ParameterShape>> stages();

    /** All parameters of all stages in that order, float32, little-endian; to be read once, after the shapes. */
    InputStream values();

    @Override
    void close();
}

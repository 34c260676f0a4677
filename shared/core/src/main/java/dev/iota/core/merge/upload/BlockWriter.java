package dev.iota.core.merge.upload;

import java.io.IOException;

/** Where the blocks of a result go. */
@FunctionalInterface
public interface BlockWriter {

    /**
     * @param section counted from 0
     * @param block of the section, counted from 0
     * @param bytes float32, little-endian
     */
    void write(int section, int block, byte[] bytes) throws IOException;
}

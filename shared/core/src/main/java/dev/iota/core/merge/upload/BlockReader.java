package dev.iota.core.merge.upload;

import java.io.IOException;

/** Where the encoded blocks of one object come from: a cache, a disk, an object store. */
@FunctionalInterface
public interface BlockReader {

    /**
     * @param section counted from 0
     * @param block of the section, counted from 0
     */
    byte[] read(int section, int block) throws IOException;
}

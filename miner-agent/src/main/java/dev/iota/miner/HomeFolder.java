package dev.iota.miner;

import java.nio.file.Path;

/** Where miners keep keys, sessions and snapshots. */
final class HomeFolder {
    static final Path DEFAULT = Path.of(System.getProperty("user.home"), ".iota");

    private HomeFolder() {}
}

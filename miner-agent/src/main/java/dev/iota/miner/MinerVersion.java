package dev.iota.miner;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest names. */
final class MinerVersion implements IVersionProvider {
    private static final String UNPACKED = "unreleased";

    static String text() {
        return Optional.ofNullable(MinerVersion.class.getPackage().getImplementationVersion())
                .orElse(UNPACKED);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"miner-agent " + text(), "Java " + Runtime.version()};
    }
}

package dev.iota.miner;

import dev.iota.core.identity.KeyPair;
import dev.iota.miner.agent.KeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Key pairs of miners. The secret is never printed. */
@Command(name = "keys", description = "Make and show the key pair of a miner.")
final class KeysCommand implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say 'new' or 'show'");
    }

    @Command(name = "new", description = "Make an Ed25519 key pair; one that is there is never replaced.")
    void make(@Mixin Target target) {
        print(KeyFile.create(target.folder(), new SecureRandom()), target.folder());
    }

    @Command(name = "show", description = "Print the hotkey of the key pair.")
    void show(@Mixin Target target) {
        print(KeyFile.load(target.folder()), target.folder());
    }

    private void print(KeyPair keys, Path folder) {
        spec.commandLine().getOut().printf("%s  %s%n", keys.hotkey(), KeyFile.in(folder));
    }

    /** Which miner. */
    static final class Target {
        @Option(names = "--home", paramLabel = "DIR", description = "folder of the miners (default: ${DEFAULT-VALUE})")
        private Path home = HomeFolder.DEFAULT;

        @Option(
                names = "--miner",
                paramLabel = "I",
                defaultValue = "0",
                description = "number of the miner within the folder (default: ${DEFAULT-VALUE})")
        private int miner;

        Path folder() {
            return home.resolve("miner-" + miner);
        }
    }
}

package dev.iota.miner;

import dev.iota.agent.home.KeyFile;
import dev.iota.agent.home.WalletFile;
import dev.iota.core.identity.KeyPair;
import dev.iota.core.identity.Mnemonic;
import dev.iota.core.identity.Scheme;
import dev.iota.miner.terminal.Phrase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Key pairs of miners. The secret is never printed. */
@Command(name = "keys", description = "Make, import and show the key pair of a miner.")
final class KeysCommand implements Runnable {
    private final Supplier<String> phrase;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    KeysCommand() {
        this(() -> Phrase.ask(System.console(), System.in));
    }

    /** @param phrase asks for the secret words */
    KeysCommand(Supplier<String> phrase) {
        this.phrase = phrase;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say 'new', 'import' or 'show'");
    }

    @Command(name = "new", description = "Make a key pair; one that is there is never replaced.")
    void make(
            @Mixin Target target,
            @Option(
                            names = "--scheme",
                            paramLabel = "ed25519|sr25519",
                            defaultValue = "ed25519",
                            description = "how it signs (default: ${DEFAULT-VALUE})")
                    Scheme scheme) {
        print(KeyFile.create(target.folder(), KeyPair.generate(scheme, new SecureRandom())), target.folder());
    }

    @Command(
            name = "import",
            description = {
                "Take over the key pair of a wallet; one that is there is never replaced.",
                "A phrase gives an sr25519 key, without password or derivation path."
            })
    void take(@Mixin Target target, @ArgGroup(multiplicity = "1") Origin origin) {
        var keys = origin.wallet != null
                ? WalletFile.read(origin.wallet)
                : KeyPair.of(Scheme.SR25519, Mnemonic.seed(phrase.get()));
        print(KeyFile.create(target.folder(), keys), target.folder());
    }

    @Command(name = "show", description = "Print the hotkey of the key pair, its scheme and its file.")
    void show(@Mixin Target target) {
        print(KeyFile.load(target.folder()), target.folder());
    }

    private void print(KeyPair keys, Path folder) {
        spec.commandLine()
                .getOut()
                .printf("%s  %s  %s%n", keys.hotkey(), keys.scheme().text(), KeyFile.in(folder));
    }

    /** Where an imported key comes from: one of the two. */
    static final class Origin {
        @Parameters(paramLabel = "FILE", description = "hotkey file of a Bittensor wallet, not encrypted")
        private @Nullable Path wallet;

        @Option(
                names = "--mnemonic",
                description = "ask for the words of a BIP-39 phrase, at the terminal or on standard input")
        @SuppressWarnings("UnusedVariable") // without a file it is what was said
        private boolean mnemonic;
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

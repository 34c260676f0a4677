package dev.iota.agent.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.iota.agent.failure.AgentException;
import dev.iota.core.base.Json;
import dev.iota.core.identity.Scheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("security")
class WalletFileTest {
    /** Made by bittensor-wallet 4.1.1 from Substrate's development phrase. */
    private static final Map<String, Object> WALLET = Map.of(
            "privateKey",
            "0x05d65584630d16cd4af6d0bec10f34bb504a5dcb62dba2122d49f5a663763d0afd190cce74df356432b410bd"
                    + "64682309d6dedb27c76845daf388557cbac3ca34",
            "secretSeed",
            "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e",
            "cryptoType",
            1,
            "accountId",
            "0x46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a",
            "secretPhrase",
            "bottom drive obey lake curtain smoke basket hold race lonely fit walk",
            "publicKey",
            "0x46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a",
            "ss58Address",
            "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV");

    @TempDir
    Path folder;

    @Test
    void a_wallet_becomes_the_key_that_it_names() throws Exception {
        var keys = WalletFile.read(write(WALLET));

        assertThat(keys.scheme()).isEqualTo(Scheme.SR25519);
        assertThat(keys.hotkey().address()).isEqualTo("5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV");
    }

    @ParameterizedTest
    @ValueSource(strings = {"secretSeed", "secretPhrase", "privateKey", "accountId", "publicKey", "cryptoType"})
    void a_wallet_may_lack_what_follows_from_the_rest(String field) throws Exception {
        assertThat(WalletFile.read(write(without(field))).hotkey())
                .isEqualTo(WalletFile.read(write(WALLET)).hotkey());
    }

    @Test
    void an_ed25519_wallet_says_so() throws Exception {
        var wallet = new HashMap<>(without("publicKey", "accountId"));
        wallet.put("cryptoType", 0);
        wallet.put("ss58Address", "5DFJF7tY4bpbpcKPJcBTQaKuCDEPCpiz8TRjpmLeTtweqmXL");

        assertThat(WalletFile.read(write(wallet)).scheme()).isEqualTo(Scheme.ED25519);
    }

    @ParameterizedTest
    @CsvSource({
        "publicKey, 0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d, that of its secret",
        "accountId, 0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d, that of its secret",
        "ss58Address, 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY, that of its secret",
        "secretSeed, 0x00, not 32 bytes",
        "secretSeed, fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e, not 32 bytes",
        "cryptoType, 2, cryptoType 2"
    })
    void a_wallet_that_contradicts_itself_is_refused_and_its_secret_not_shown(String field, String value, String reason)
            throws Exception {
        var wallet = new HashMap<>(WALLET);
        wallet.put(field, field.equals("cryptoType") ? Integer.valueOf(value) : value);

        assertRefused(wallet, reason);
    }

    @Test
    void a_wallet_without_a_usable_secret_is_refused() throws Exception {
        assertRefused(without("secretSeed", "secretPhrase"), "neither secretSeed nor secretPhrase");
        assertRefused(without("publicKey", "accountId", "ss58Address"), "cannot be checked");
        var derived = new HashMap<>(without("secretSeed"));
        derived.put("secretPhrase", WALLET.get("secretPhrase") + "//hot");
        assertRefused(derived, "derivation path");
    }

    @Test
    void what_is_no_wallet_is_named() throws Exception {
        var file = folder.resolve("hotkey");
        assertThatThrownBy(() -> WalletFile.read(file)).hasMessageContaining("there is no wallet file " + file);
        Files.writeString(file, "$NACL" + WALLET.get("secretPhrase"));
        assertThatThrownBy(() -> WalletFile.read(file))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("decrypt")
                .hasMessageNotContaining("bottom");
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> WalletFile.read(file)).isInstanceOf(AgentException.class);
    }

    private void assertRefused(Map<String, Object> wallet, String reason) throws IOException {
        var file = write(wallet);
        assertThatThrownBy(() -> WalletFile.read(file))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("bottom", "fac7959d");
    }

    private static Map<String, Object> without(String... fields) {
        var wallet = new HashMap<>(WALLET);
        for (var field : fields) {
            wallet.remove(field);
        }
        return wallet;
    }

    private Path write(Map<String, Object> wallet) throws IOException {
        return Files.writeString(folder.resolve("hotkey"), Json.write(wallet));
    }
}

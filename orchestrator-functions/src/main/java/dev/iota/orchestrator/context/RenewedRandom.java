package dev.iota.orchestrator.context;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * A cryptographic source of random numbers that no two processes share, although Lambda starts all of them from one
 * snapshot: it is made anew in each, after the restore.
 */
public final class RenewedRandom implements RandomGenerator, Resource {
    private volatile SecureRandom source = new SecureRandom();

    private RenewedRandom() {}

    /** One that is renewed as long as it is in use. */
    public static RenewedRandom registered() {
        var random = new RenewedRandom();
        Core.getGlobalContext().register(random);
        return random;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        // What was drawn until now was drawn for nobody.
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        source = new SecureRandom();
    }

    /** What is drawn from now. */
    SecureRandom source() {
        return source;
    }

    @Override
    public long nextLong() {
        return source.nextLong();
    }

    @Override
    public int nextInt() {
        return source.nextInt();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
    }
}

package dev.iota.core.data;

/**
 * The step of SplitMix64 (Steele, Lea and Flood 2014): a bijection of 64 bits in which every bit depends on every
 * other.
 */
public final class Mix {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final long FIRST = 0xbf58476d1ce4e5b9L;
    private static final long SECOND = 0x94d049bb133111ebL;

    private Mix() {}

    public static long of(long value) {
        var mixed = value + GOLDEN_GAMMA;
        mixed = (mixed ^ mixed >>> 30) * FIRST;
        mixed = (mixed ^ mixed >>> 27) * SECOND;
        return mixed ^ mixed >>> 31;
    }
}

package dev.iota.cloud.count;

/** What calls take besides their number. */
public enum Amount {
    /** Write units of a table itself: one for each KiB that is written, two in a transaction. */
    TABLE_WRITES("tableWriteUnits"),
    /** Write units of a table's indexes. */
    INDEX_WRITES("indexWriteUnits"),
    /** Read units: a half for each 4 KiB, twice as much where it has to be the newest, and again in a transaction. */
    READS("readUnits"),
    /** Messages that were sent or received. */
    MESSAGES("messages"),
    /** What requests brought into a store of objects. */
    BYTES_IN("bytesIn"),
    /** What a store of objects answered. */
    BYTES_OUT("bytesOut"),
    /** Memory of functions times the seconds that they ran. */
    GIGABYTE_SECONDS("gigabyteSeconds");

    private final String key;

    Amount(String key) {
        this.key = key;
    }

    /** As it is written down. */
    public String key() {
        return key;
    }
}

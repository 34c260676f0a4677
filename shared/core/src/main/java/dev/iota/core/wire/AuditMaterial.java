package dev.iota.core.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * What a validator is given to do something again, by what it is. Every object comes with the hash that its producer
 * signed. Where an object is missing or has another hash, the audit cannot be judged: the orchestrator looks itself
 * whose fault that is.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = HopEvidence.class, name = "hop"),
    @JsonSubTypes.Type(value = EpochEvidence.class, name = "epoch"),
    @JsonSubTypes.Type(value = ShardEvidence.class, name = "shard")
})
public sealed interface AuditMaterial permits HopEvidence, EpochEvidence, ShardEvidence {}

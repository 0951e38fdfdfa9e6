//! The rules of `rename_all` compared with serde's derive, over generated variants.

use measures::LabelValue;

macro_rules! variants {
    ($module:ident $rule:literal $serde:literal: $($variant:ident)*) => {
        mod $module {
            #[derive(Clone, Copy, measures::LabelValue, serde::Serialize)]
            #[allow(
                non_camel_case_types,
                clippy::upper_case_acronyms,
                reason = "underscores and acronyms in variants are cases of the test"
            )]
            #[label(crate = measures, rename_all = $rule)]
            #[serde(rename_all = $serde)]
            pub(super) enum Variants {
                $($variant,)*
            }

            impl Variants {
                pub(super) const ALL: &[(&str, Self)] =
                    &[$((stringify!($variant), Self::$variant)),*];
            }
        }
    };
}

macro_rules! table {
    ($module:ident $rule:literal $serde:literal) => {
        variants! { $module $rule $serde:
            Create Read Write Delete Server Client Timeout Peer Block Queue Fork Slot Input Output
            Head Tail Sync Node Cache Store ForkServer ReadWrite DeleteSlot SyncTimeoutOutput
            OutputWriteNode OutputRead DeletePeer CacheRead InputRead ReadNode QueueOutputDelete
            CacheQueue ClientDelete TimeoutSlotWrite TailNode ForkHead HeadSlotClient PeerWrite
            SyncTail HeadQueue WriteDelete ClientForkTail WriteNode ForkFork StoreTail HeadWrite
            BlockTail WriteRead QueueCache SlotCreate SlotClient TailReadQueue ServerPeer
            TailWriteInput NodeBlock OutputNodeOutput SlotInput ServerWritePeer PeerCreate
            CacheClientCreate ServerOutput StoreCache ServerSync ReadHead NodeInput InputDelete
            InputReadTimeout HeadClientStore ReadDeleteServer NodeDelete StoreCreateTimeout
            StoreInputBlock SlotStore DeleteDelete HeadTail WriteServerFork ClientSyncSync
            SlotServer CreateSyncWrite BlockSync ClientSlot NodeNode ForkPeer TimeoutPeer
            PeerTimeout BlockTailStore SlotHead SlotSlotDelete PeerTailTimeout TailStore
            Delete7Timeout ServerV1_2 Server78 S7Timeout B9Output S9Create Tail79 Sync8Node
            S9Timeout Sync33 ServerV5_2 Client4Client Output25 Write2Peer ServerV9_8 Fork11
            W5Delete P2Client S3Block P8Delete CreateV2_4 W7Sync C5Slot Slot23 W3Input S3Store
            S7Sync R3Slot Sync9Write Write33 QueueV3_0 QueueV8_7 HeadV2_8 T4Write S5Delete
            Server7Slot BlockV6_1 W6Output O9Fork O8Store EOFOutput WriteIO DNS6 APISyncIO
            BlockIOInput TailIPWrite PeerTLS HTTP6 IOStoreIP OutputRPCRead TailIPFork QueueVM
            PeerEOFOutput IPTimeout ReadRPCInput RPCWriteDNS NodeEOFTimeout IPOutput RPC2 PeerHTTP
            HeadDNSStore TLSPeer HeadTLSPeer NodeHTTP IOServerRPC HTTPHeadIP CacheIOWrite IDBlock
            IOBlock TailVM APIBlock HTTP8 ID7 TLSSyncTLS IO8 ClientID InputIDHead IP2 IDHeadTLS
            APISlot ServerIP StoreRPC IOForkDNS HTTPSyncIP SlotRPC ReadRPC RPCStore API6
            TLSTimeout InputRPC TLSCreate ID4 QueueIP VM8 TimeoutHTTP StoreIO IDQueue HTTPStore
            IDSlot HTTPQueue DNSRPC RPCIP DNSDNS IDVM EOFRPC IDIP APIIP APIVM HTTPDNS EOFIP VMID
            IOHTTP IDRPC TLSAPI IPVM _SlotTail _PeerTail InputWrite_ Store__ReadSlot ClientHead_
            StoreServer_ Block_Delete Delete_Block Cache_IO Delete__OutputPeer tail_delete Sync_IP
            _HeadTimeout _CreateWrite PeerInput_ Block_API Store_HTTP Cache_IP WriteQueue_
            Timeout_Input Peer__ServerTail Cache_EOF Queue_Head Block__NodeRead timeout_fork
            InputNode_ Timeout_IP _ReadOutput Client_Output Output_Cache Create__CreateDelete
            Read__SlotServer Store__WriteInput Tail__ClientServer BlockCache_ Input_EOF slot_write
            Write_TLS ServerFork_ _TimeoutBlock IPColocation Gossipsubv1_1 HTTPServer
        }
    };
}

table!(lower "lowercase" "lowercase");
table!(upper "UPPERCASE" "UPPERCASE");
table!(pascal "PascalCase" "PascalCase");
table!(camel "camelCase" "camelCase");
table!(snake "snake_case" "snake_case");
table!(screaming_snake "SCREAMING_SNAKE_CASE" "SCREAMING_SNAKE_CASE");
table!(kebab "kebab-case" "kebab-case");
table!(screaming_kebab "SCREAMING-KEBAB-CASE" "SCREAMING-KEBAB-CASE");
// In serde, the name of a variant as written is its Pascal case.
table!(verbatim "verbatim" "PascalCase");

/// A variant under one rule.
struct Renamed {
    variant: &'static str,
    ours: &'static str,
    serdes: String,
}

macro_rules! renamed {
    ($module:ident) => {
        $module::Variants::ALL.iter().map(|(name, variant)| Renamed {
            variant: *name,
            ours: $module::Variants::VALUES[variant.index()].value,
            serdes: serde_json::to_value(variant)
                .expect("a variant without fields")
                .as_str()
                .expect("a text")
                .to_owned(),
        })
    };
}

/// Two capital letters in a row.
fn has_acronym(variant: &str) -> bool {
    variant.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase))
}

/// An underscore at an end, before another underscore, or before a capital letter, where serde adds one.
fn has_dropped_underscore(variant: &str) -> bool {
    let is_dropped =
        |pair: &[u8]| pair[0] == b'_' && (pair[1] == b'_' || pair[1].is_ascii_uppercase());
    variant.starts_with('_')
        || variant.ends_with('_')
        || variant.as_bytes().windows(2).any(is_dropped)
}

fn letters(name: &str) -> String {
    name.to_lowercase().replace(['_', '-'], "")
}

#[test]
fn rename_rules_without_words_give_serdes_result() {
    let renamed = renamed!(lower).chain(renamed!(upper)).chain(renamed!(pascal));
    let renamed: Vec<_> = renamed.chain(renamed!(verbatim)).collect();
    assert!(renamed.len() >= 4 * 200, "{}", renamed.len());
    for Renamed { variant, ours, serdes } in renamed {
        assert_eq!(ours, serdes, "{variant}");
    }
    for Renamed { variant, ours, .. } in renamed!(pascal).chain(renamed!(verbatim)) {
        assert_eq!(ours, variant);
    }
}

/// The two differences are in the docs of `derive(LabelValue)`.
#[test]
fn rename_rules_with_words_differ_from_serde_in_two_classes() {
    let renamed = renamed!(camel).chain(renamed!(snake)).chain(renamed!(screaming_snake));
    let renamed: Vec<_> = renamed.chain(renamed!(kebab)).chain(renamed!(screaming_kebab)).collect();
    assert!(renamed.len() >= 5 * 200, "{}", renamed.len());
    let (mut acronyms, mut underscores, mut equal) = (0, 0, 0);
    for Renamed { variant, ours, serdes } in &renamed {
        assert_eq!(letters(ours), letters(serdes), "{variant}");
        let (acronym, underscore) = (has_acronym(variant), has_dropped_underscore(variant));
        if ours == serdes {
            equal += 1;
        } else {
            assert!(acronym || underscore, "{variant}: {ours}, in serde {serdes}");
            acronyms += usize::from(acronym);
            underscores += usize::from(underscore);
        }
    }
    // Each class occurs.
    assert!(
        equal >= 500 && acronyms >= 100 && underscores >= 50,
        "{equal} {acronyms} {underscores}"
    );
}

#[test]
fn rename_rules_keep_acronyms_whole() {
    let ours = |variant: &str| {
        let all = [renamed!(snake).collect::<Vec<_>>(), renamed!(camel).collect()];
        all.map(|all| all.iter().find(|renamed| renamed.variant == variant).unwrap().ours)
    };
    assert_eq!(ours("HTTPServer"), ["http_server", "httpServer"]);
    assert_eq!(ours("IPColocation"), ["ip_colocation", "ipColocation"]);
    assert_eq!(ours("Gossipsubv1_1"), ["gossipsubv1_1", "gossipsubv1_1"]);
}

-- A ledger as version 0.1.0 made it (schema 0002), as SQLite dumps it. Never change it: migrations are tried on it.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE checkpoints (
	projection TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	CONSTRAINT pk_checkpoints PRIMARY KEY (projection)
);
INSERT INTO "checkpoints" VALUES('read_models',1,28);
CREATE TABLE claim_effects (
	seq INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	claim_id TEXT, 
	publication_id TEXT, 
	known_at INTEGER, 
	payload TEXT NOT NULL, 
	CONSTRAINT pk_claim_effects PRIMARY KEY (seq, place)
);
INSERT INTO "claim_effects" VALUES(22,0,'FactRetracted','42de1b4d-5063-8dae-9667-027348eebeef',NULL,1750463999999999,'{"cause":"erratum","claim_id":"42de1b4d-5063-8dae-9667-027348eebeef","reason":"withdrawn by the paper","type":"FactRetracted"}');
INSERT INTO "claim_effects" VALUES(23,0,'ClaimRanked','65c86afd-7ee1-81c5-b9f0-f77968c4f14d',NULL,NULL,'{"claim_id":"65c86afd-7ee1-81c5-b9f0-f77968c4f14d","rank":"preferred","reason":"seen the filing","type":"ClaimRanked"}');
INSERT INTO "claim_effects" VALUES(25,0,'DealsLinked','65c86afd-7ee1-81c5-b9f0-f77968c4f14d',NULL,NULL,'{"claim_ids":["65c86afd-7ee1-81c5-b9f0-f77968c4f14d","624dde60-ed9b-89cc-b86a-900a6178aa7d"],"reason":"one deal","type":"DealsLinked"}');
INSERT INTO "claim_effects" VALUES(25,1,'DealsLinked','624dde60-ed9b-89cc-b86a-900a6178aa7d',NULL,NULL,'{"claim_ids":["65c86afd-7ee1-81c5-b9f0-f77968c4f14d","624dde60-ed9b-89cc-b86a-900a6178aa7d"],"reason":"one deal","type":"DealsLinked"}');
INSERT INTO "claim_effects" VALUES(26,0,'DealsSeparated','fee0f1c6-bde8-8077-83d2-886fb2698d67',NULL,NULL,'{"claim_ids":["fee0f1c6-bde8-8077-83d2-886fb2698d67","cd47e446-62a1-8608-b2f1-b8e21155665c"],"reason":"two deals","type":"DealsSeparated"}');
INSERT INTO "claim_effects" VALUES(26,1,'DealsSeparated','cd47e446-62a1-8608-b2f1-b8e21155665c',NULL,NULL,'{"claim_ids":["fee0f1c6-bde8-8077-83d2-886fb2698d67","cd47e446-62a1-8608-b2f1-b8e21155665c"],"reason":"two deals","type":"DealsSeparated"}');
INSERT INTO "claim_effects" VALUES(27,0,'DocumentRedated',NULL,'a0ab2ddcdce87c7d6998f1c9d45676cf',NULL,'{"publication_id":"a0ab2ddcdce87c7d6998f1c9d45676cf","published":"2025-06-17","reason":"its archive says so","type":"DocumentRedated"}');
CREATE TABLE claim_parties (
	seq INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	entity_id TEXT NOT NULL, 
	recorded_entity_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	name TEXT NOT NULL, 
	as_written TEXT, 
	CONSTRAINT pk_claim_parties PRIMARY KEY (seq, place)
);
INSERT INTO "claim_parties" VALUES(9,0,'meta','meta','investor','Meta','Meta');
INSERT INTO "claim_parties" VALUES(10,0,'meta','meta','holder','Meta','Meta');
INSERT INTO "claim_parties" VALUES(13,0,'meta','meta','investor','Meta',NULL);
INSERT INTO "claim_parties" VALUES(17,0,'jane-example','jane-example','person','Jane Example',NULL);
CREATE TABLE claims (
	seq INTEGER NOT NULL, 
	claim_id TEXT NOT NULL, 
	company_id TEXT NOT NULL, 
	recorded_company_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	status TEXT, 
	current BOOLEAN, 
	rank TEXT, 
	deal_id TEXT, 
	slot_id TEXT, 
	publisher TEXT, 
	publisher_id TEXT, 
	document_id TEXT NOT NULL, 
	publication_id TEXT NOT NULL, 
	url TEXT, 
	title TEXT, 
	published TEXT, 
	known_at INTEGER NOT NULL, 
	reported_known_at INTEGER NOT NULL, 
	recorded_at INTEGER NOT NULL, 
	currency TEXT, 
	amount_low INTEGER, 
	amount_high INTEGER, 
	percent TEXT, 
	qualifier TEXT, 
	basis TEXT, 
	date_lower DATE, 
	date_upper DATE, 
	stage TEXT, 
	certainty TEXT NOT NULL, 
	polarity TEXT NOT NULL, 
	forecast BOOLEAN NOT NULL, 
	previous BOOLEAN NOT NULL, 
	quote TEXT, 
	corrects TEXT, 
	fact_id TEXT, 
	named_roots TEXT NOT NULL, 
	fact TEXT NOT NULL, 
	CONSTRAINT pk_claims PRIMARY KEY (seq), 
	CONSTRAINT uq_claims_claim_id UNIQUE (claim_id)
);
INSERT INTO "claims" VALUES(9,'65c86afd-7ee1-81c5-b9f0-f77968c4f14d','scale-ai','scale-ai','investment','live',1,'preferred','scale-ai-d9','c01f6034d9066c07','Cafétech','cafetech','b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2','edddd8c5a56fd2e6302792d3f70ae671','https://cafetech.example/2025/06/12/meta','Meta investit dans Scale AI','2025-06-12',1749772799999999,1749772799999999,1793523600000000,'USD',1500000000000,1500000000000,NULL,'exact',NULL,NULL,NULL,'agreed','asserted','positive',0,0,'Meta investit 15 milliards de dollars au capital de Scale AI',NULL,NULL,'[]','{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":15000000000,"verbatim":"15 milliards de dollars"},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":"Scale AI","confidence":0.9,"counterparties":[{"as_written":"Meta","name":"Meta","role":"investor"}],"date":null,"date_as_written":null,"deal":"d1","duration":null,"end":60,"forecast":false,"kind":"investment","language":"fr","percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"Meta investit 15 milliards de dollars au capital de Scale AI","quotes":["Meta investit 15 milliards de dollars au capital de Scale AI"],"round":null,"spans":[[0,60]],"stage":"agreed","start":0}');
INSERT INTO "claims" VALUES(10,'f531205b-8cd0-8576-bfc4-553378a51648','scale-ai','scale-ai','stake','live',1,'normal','scale-ai-d9','946c85593b45ccb7','Cafétech','cafetech','b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2','edddd8c5a56fd2e6302792d3f70ae671','https://cafetech.example/2025/06/12/meta','Meta investit dans Scale AI','2025-06-12',1749772799999999,1749772799999999,1793523600000000,NULL,NULL,NULL,'49',NULL,NULL,NULL,NULL,'agreed','asserted','positive',0,0,'Meta investit 15 milliards de dollars au capital de Scale AI, pour 49 % du',NULL,NULL,'[]','{"amount":null,"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":"Scale AI","confidence":0.9,"counterparties":[{"as_written":"Meta","name":"Meta","role":"holder"}],"date":null,"date_as_written":null,"deal":"d1","duration":null,"end":74,"forecast":false,"kind":"stake","language":"fr","percent":49,"percent_qualifier":"exact","percent_verbatim":"49 %","period":null,"polarity":"positive","previous":false,"product":null,"quote":"Meta investit 15 milliards de dollars au capital de Scale AI, pour 49 % du","quotes":["Meta investit 15 milliards de dollars au capital de Scale AI, pour 49 % du"],"round":null,"spans":[[0,74]],"stage":"agreed","start":0}');
INSERT INTO "claims" VALUES(11,'fee0f1c6-bde8-8077-83d2-886fb2698d67','scale-ai','scale-ai','valuation','live',1,'normal','scale-ai-d11','0eca6d1a2001616b','Cafétech','cafetech','b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2','edddd8c5a56fd2e6302792d3f70ae671','https://cafetech.example/2025/06/12/meta','Meta investit dans Scale AI','2025-06-12',1749772799999999,1749772799999999,1793523600000000,'USD',2500000000000,2500000000000,NULL,'about',NULL,NULL,NULL,'agreed','asserted','positive',0,0,'valorisation de Scale AI est d''environ 25 milliards de dollars',NULL,NULL,'["Financial Times", "Bloomberg"]','{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"about","value":25000000000,"verbatim":"25 milliards de dollars"},"attributed_to":["Financial Times","Bloomberg"],"attribution":[[{"name":"Financial Times","role":"publication"}],[{"name":"Bloomberg","role":"publication"}]],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":"Scale AI","confidence":0.87,"counterparties":[],"date":null,"date_as_written":null,"deal":"d1","duration":null,"end":149,"forecast":false,"kind":"valuation","language":"fr","percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"valorisation de Scale AI est d''environ 25 milliards de dollars","quotes":["valorisation de Scale AI est d''environ 25 milliards de dollars"],"round":null,"spans":[[87,149]],"stage":"agreed","start":87}');
INSERT INTO "claims" VALUES(13,'624dde60-ed9b-89cc-b86a-900a6178aa7d','scale-ai','scale-ai','investment','live',1,'normal','scale-ai-d9','c01f6034d9066c07','Harbour Review',NULL,'0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9','d6a29e8b871d684e3d64ab3e96b0f1b0','https://harbour.example/1',NULL,'2025-06-14',1749945599999999,1749945599999999,1793523600000000,'USD',1430000000000,1430000000000,NULL,'exact',NULL,NULL,NULL,'completed','asserted','positive',0,0,'Meta invested $14.3 billion',NULL,NULL,'[]','{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":14300000000,"verbatim":"14.3 billion"},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[{"as_written":null,"name":"Meta","role":"investor"}],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":313,"forecast":false,"kind":"investment","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"Meta invested $14.3 billion","quotes":["Meta invested $14.3 billion"],"round":null,"spans":[[286,313]],"stage":"completed","start":286}');
INSERT INTO "claims" VALUES(14,'c523c441-31c1-8f59-a6b4-f5f44def1576','scale-ai','scale-ai','revenue','corrected',0,'normal',NULL,NULL,'Harbour Review',NULL,'0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9','d6a29e8b871d684e3d64ab3e96b0f1b0','https://harbour.example/1',NULL,'2025-06-14',1749945599999999,1749945599999999,1793523600000000,'USD',87000000000,87000000000,NULL,'exact',NULL,'2024-01-01','2025-01-01',NULL,'asserted','positive',0,0,'{"kind":"revenue","company":"Scale AI","amount":{"value":870000000,"currency":"USD"},"period":"2024","publisher":"Harbour Review","url":"https://harbour.example/1","published":"2025-06-14","fact_id":"h-2"}',NULL,'h-2','[]','{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":870000000,"verbatim":null},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":521,"forecast":false,"kind":"revenue","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":"2024","polarity":"positive","previous":false,"product":null,"quote":"{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}","quotes":["{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}"],"round":null,"spans":[[316,521]],"stage":null,"start":316}');
INSERT INTO "claims" VALUES(17,'42de1b4d-5063-8dae-9667-027348eebeef','scale-ai','scale-ai','appointment','retracted',0,'normal',NULL,NULL,'Harbour Review',NULL,'ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716','f4a48a4149337664b6b469f266b52154','https://harbour.example/2',NULL,'2025-06-15',1750031999999999,1750031999999999,1793523600000000,NULL,NULL,NULL,NULL,NULL,NULL,'2025-06-01','2025-07-01',NULL,'asserted','positive',0,0,'{"kind":"appointment","company":"Scale AI","counterparties":[{"name":"Jane Example","role":"person"}],"product":"chief executive","date":"2025-06","publisher":"Harbour Review","url":"https://harbour.example/2","published":"2025-06-15"}',NULL,NULL,'[]','{"amount":null,"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[{"as_written":null,"name":"Jane Example","role":"person"}],"date":"2025-06","date_as_written":null,"deal":null,"duration":null,"end":235,"forecast":false,"kind":"appointment","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":"chief executive","quote":"{\"kind\":\"appointment\",\"company\":\"Scale AI\",\"counterparties\":[{\"name\":\"Jane Example\",\"role\":\"person\"}],\"product\":\"chief executive\",\"date\":\"2025-06\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/2\",\"published\":\"2025-06-15\"}","quotes":["{\"kind\":\"appointment\",\"company\":\"Scale AI\",\"counterparties\":[{\"name\":\"Jane Example\",\"role\":\"person\"}],\"product\":\"chief executive\",\"date\":\"2025-06\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/2\",\"published\":\"2025-06-15\"}"],"round":null,"spans":[[0,235]],"stage":null,"start":0}');
INSERT INTO "claims" VALUES(20,'cd47e446-62a1-8608-b2f1-b8e21155665c','scale-labs','scale-labs','valuation','live',1,'normal',NULL,'55ba41f15fd5f442','Harbour Review',NULL,'e34749e9e17c721606dfa4e9348e7beb8dcfbb7105fe84a0f5d68426d8d3c835','a0ab2ddcdce87c7d6998f1c9d45676cf','https://harbour.example/3',NULL,'2025-06-16',1750204799999999,1750118399999999,1793523600000000,'USD',2900000000000,2900000000000,NULL,'about',NULL,NULL,NULL,NULL,'asserted','positive',0,0,'{"kind":"valuation","company":"Scale Labs","amount":{"value":29000000000,"currency":"USD","qualifier":"about"},"publisher":"Harbour Review","url":"https://harbour.example/3","published":"2025-06-16"}',NULL,NULL,'[]','{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"about","value":29000000000,"verbatim":null},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale Labs","company_as_written":null,"confidence":1,"counterparties":[],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":199,"forecast":false,"kind":"valuation","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"{\"kind\":\"valuation\",\"company\":\"Scale Labs\",\"amount\":{\"value\":29000000000,\"currency\":\"USD\",\"qualifier\":\"about\"},\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/3\",\"published\":\"2025-06-16\"}","quotes":["{\"kind\":\"valuation\",\"company\":\"Scale Labs\",\"amount\":{\"value\":29000000000,\"currency\":\"USD\",\"qualifier\":\"about\"},\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/3\",\"published\":\"2025-06-16\"}"],"round":null,"spans":[[0,199]],"stage":null,"start":0}');
INSERT INTO "claims" VALUES(21,'dd919929-de96-8e0b-a9ee-42d36fadd7cd','scale-ai','scale-ai','revenue','live',1,'normal',NULL,'30dd8bddbe7e829d','Harbour Review',NULL,'0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9','d6a29e8b871d684e3d64ab3e96b0f1b0','https://harbour.example/1',NULL,'2025-06-14',1749945599999999,1749945599999999,1793523600000000,'USD',86000000000,86000000000,NULL,'exact',NULL,'2024-01-01','2025-01-01',NULL,'asserted','positive',0,0,'{"kind":"revenue","company":"Scale AI","amount":{"value":870000000,"currency":"USD"},"period":"2024","publisher":"Harbour Review","url":"https://harbour.example/1","published":"2025-06-14","fact_id":"h-2"}','c523c441-31c1-8f59-a6b4-f5f44def1576',NULL,'[]','{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":860000000,"verbatim":null},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":521,"forecast":false,"kind":"revenue","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":"2024","polarity":"positive","previous":false,"product":null,"quote":"{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}","quotes":["{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}"],"round":null,"spans":[[316,521]],"stage":null,"start":316}');
CREATE TABLE deals (
	deal_id TEXT NOT NULL, 
	company_id TEXT NOT NULL, 
	"transaction" TEXT NOT NULL, 
	parties TEXT NOT NULL, 
	stage TEXT, 
	rounds TEXT NOT NULL, 
	doubtful BOOLEAN NOT NULL, 
	claim_count INTEGER NOT NULL, 
	first_known_at INTEGER NOT NULL, 
	last_known_at INTEGER NOT NULL, 
	CONSTRAINT pk_deals PRIMARY KEY (deal_id)
);
INSERT INTO "deals" VALUES('scale-ai-d9','scale-ai','capital','["meta"]','completed','[]',0,3,1749772799999999,1749945599999999);
INSERT INTO "deals" VALUES('scale-ai-d11','scale-ai','capital','[]','agreed','[]',0,1,1749772799999999,1749772799999999);
CREATE TABLE documents (
	id TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	body BLOB NOT NULL, 
	text TEXT NOT NULL, 
	text_hash TEXT NOT NULL, 
	captured_at INTEGER NOT NULL, 
	CONSTRAINT pk_documents PRIMARY KEY (id)
);
INSERT INTO "documents" VALUES('b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2','text/markdown',X'2D2D2D0A7075626C69736865723A20436166C3A9746563680A75726C3A2068747470733A2F2F63616665746563682E6578616D706C652F323032352F30362F31322F6D6574610A7075626C69736865643A20323032352D30362D31320A7469746C653A204D65746120696E7665737469742064616E73205363616C652041490A2D2D2D0A4D65746120696E766573746974203135206D696C6C696172647320646520646F6C6C617273206175206361706974616C206465205363616C652041492C20706F75722034392025206475206361706974616C2E204C612076616C6F7269736174696F6E206465205363616C6520414920657374206427656E7669726F6E203235206D696C6C696172647320646520646F6C6C6172732C2073656C6F6E206C652046696E616E6369616C2054696D657320657420426C6F6F6D626572672E0A','Meta investit 15 milliards de dollars au capital de Scale AI, pour 49 % du capital. La valorisation de Scale AI est d''environ 25 milliards de dollars, selon le Financial Times et Bloomberg.
','001872df5227d3466588dca5c4603412c439a26ecddab124583891f86acddd48',1793523600000000);
INSERT INTO "documents" VALUES('0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9','application/jsonl',X'7B226B696E64223A22696E766573746D656E74222C22636F6D70616E79223A225363616C65204149222C22636F756E74657270617274696573223A5B7B226E616D65223A224D657461222C22726F6C65223A22696E766573746F72227D5D2C22616D6F756E74223A7B2276616C7565223A31343330303030303030302C2263757272656E6379223A22555344222C22766572626174696D223A2231342E332062696C6C696F6E227D2C227374616765223A22636F6D706C65746564222C227075626C6973686572223A22486172626F757220526576696577222C2275726C223A2268747470733A2F2F686172626F75722E6578616D706C652F31222C227075626C6973686564223A22323032352D30362D3134222C2271756F7465223A224D65746120696E766573746564202431342E332062696C6C696F6E227D0A7B226B696E64223A22726576656E7565222C22636F6D70616E79223A225363616C65204149222C22616D6F756E74223A7B2276616C7565223A3837303030303030302C2263757272656E6379223A22555344227D2C22706572696F64223A2232303234222C227075626C6973686572223A22486172626F757220526576696577222C2275726C223A2268747470733A2F2F686172626F75722E6578616D706C652F31222C227075626C6973686564223A22323032352D30362D3134222C22666163745F6964223A22682D32227D','{"kind":"investment","company":"Scale AI","counterparties":[{"name":"Meta","role":"investor"}],"amount":{"value":14300000000,"currency":"USD","verbatim":"14.3 billion"},"stage":"completed","publisher":"Harbour Review","url":"https://harbour.example/1","published":"2025-06-14","quote":"Meta invested $14.3 billion"}
{"kind":"revenue","company":"Scale AI","amount":{"value":870000000,"currency":"USD"},"period":"2024","publisher":"Harbour Review","url":"https://harbour.example/1","published":"2025-06-14","fact_id":"h-2"}','0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9',1793523600000000);
INSERT INTO "documents" VALUES('ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716','application/jsonl',X'7B226B696E64223A226170706F696E746D656E74222C22636F6D70616E79223A225363616C65204149222C22636F756E74657270617274696573223A5B7B226E616D65223A224A616E65204578616D706C65222C22726F6C65223A22706572736F6E227D5D2C2270726F64756374223A22636869656620657865637574697665222C2264617465223A22323032352D3036222C227075626C6973686572223A22486172626F757220526576696577222C2275726C223A2268747470733A2F2F686172626F75722E6578616D706C652F32222C227075626C6973686564223A22323032352D30362D3135227D','{"kind":"appointment","company":"Scale AI","counterparties":[{"name":"Jane Example","role":"person"}],"product":"chief executive","date":"2025-06","publisher":"Harbour Review","url":"https://harbour.example/2","published":"2025-06-15"}','ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716',1793523600000000);
INSERT INTO "documents" VALUES('e34749e9e17c721606dfa4e9348e7beb8dcfbb7105fe84a0f5d68426d8d3c835','application/jsonl',X'7B226B696E64223A2276616C756174696F6E222C22636F6D70616E79223A225363616C65204C616273222C22616D6F756E74223A7B2276616C7565223A32393030303030303030302C2263757272656E6379223A22555344222C227175616C6966696572223A2261626F7574227D2C227075626C6973686572223A22486172626F757220526576696577222C2275726C223A2268747470733A2F2F686172626F75722E6578616D706C652F33222C227075626C6973686564223A22323032352D30362D3136227D','{"kind":"valuation","company":"Scale Labs","amount":{"value":29000000000,"currency":"USD","qualifier":"about"},"publisher":"Harbour Review","url":"https://harbour.example/3","published":"2025-06-16"}','e34749e9e17c721606dfa4e9348e7beb8dcfbb7105fe84a0f5d68426d8d3c835',1793523600000000);
CREATE TABLE entities (
	seq INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	type TEXT NOT NULL, 
	aliases TEXT NOT NULL, 
	ambiguous_aliases TEXT NOT NULL, 
	descriptions TEXT NOT NULL, 
	legal_name TEXT, 
	country TEXT, 
	wikidata TEXT, 
	lei TEXT, 
	ticker TEXT, 
	domain TEXT, 
	tier INTEGER, 
	provisional BOOLEAN NOT NULL, 
	CONSTRAINT pk_entities PRIMARY KEY (seq)
);
INSERT INTO "entities" VALUES(1,'meta','Meta','company','["Meta Platforms","Facebook"]','[]','["Facebook''s parent","Facebook''s parent company","Facebook parent","Facebook''s owner","the owner of Facebook","the owner of Facebook and Instagram","Instagram''s owner","Mark Zuckerberg''s company","Mark Zuckerberg''s group","la maison mère de Facebook","la maison mère de Facebook et Instagram","la maison mère d''Instagram","la société mère de Facebook","le propriétaire de Facebook","la société de Menlo Park","le groupe de Menlo Park","l''entreprise de Menlo Park","la firme de Menlo Park","le groupe de Mark Zuckerberg","l''entreprise de Mark Zuckerberg","la société de Mark Zuckerberg"]','Meta Platforms, Inc.','US','Q380',NULL,'META','meta.com',NULL,0);
INSERT INTO "entities" VALUES(2,'openai','OpenAI','company','["Open AI"]','[]','["the maker of ChatGPT","ChatGPT''s maker","ChatGPT maker","the company behind ChatGPT","Sam Altman''s company","le créateur de ChatGPT","la maison mère de ChatGPT","l''éditeur de ChatGPT","l''entreprise de Sam Altman","la société de Sam Altman","la start-up de Sam Altman"]',NULL,'US','Q21708200',NULL,NULL,'openai.com',NULL,0);
INSERT INTO "entities" VALUES(3,'scale-ai','Scale AI','company','["ScaleAI"]','["Scale"]','["Alexandr Wang''s company","la société d''Alexandr Wang","la start-up d''Alexandr Wang"]','Scale AI, Inc.','US',NULL,NULL,NULL,'scale.com',NULL,0);
INSERT INTO "entities" VALUES(4,'black-forest-labs','Black Forest Labs','company','["BFL"]','["Black Forest"]','["the maker of Flux","le créateur de Flux"]',NULL,'DE','Q128801641',NULL,NULL,'bfl.ai',NULL,0);
INSERT INTO "entities" VALUES(5,'bloomberg','Bloomberg','publisher','["Bloomberg News","Agence Bloomberg","Bloomberg.com"]','[]','[]',NULL,'US',NULL,NULL,NULL,'bloomberg.com',1,0);
INSERT INTO "entities" VALUES(6,'financial-times','Financial Times','publisher','["The Financial Times","FT","the FT"]','[]','[]',NULL,'GB',NULL,NULL,NULL,'ft.com',1,0);
INSERT INTO "entities" VALUES(7,'cafetech','Cafétech','publisher','["Cafetech"]','[]','[]',NULL,'FR',NULL,NULL,NULL,'cafetech.fr',3,0);
INSERT INTO "entities" VALUES(16,'jane-example','Jane Example','person','[]','[]','[]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
INSERT INTO "entities" VALUES(19,'scale-labs','Scale Labs','company','[]','[]','[]',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1);
CREATE TABLE entity_names (
	seq INTEGER NOT NULL, 
	name_key TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	entity_id TEXT NOT NULL, 
	CONSTRAINT pk_entity_names PRIMARY KEY (seq, name_key, kind)
);
INSERT INTO "entity_names" VALUES(1,'meta','id','meta');
INSERT INTO "entity_names" VALUES(1,'meta','name','meta');
INSERT INTO "entity_names" VALUES(1,'meta platforms','legal_name','meta');
INSERT INTO "entity_names" VALUES(1,'meta platforms','alias','meta');
INSERT INTO "entity_names" VALUES(1,'facebook','alias','meta');
INSERT INTO "entity_names" VALUES(2,'openai','id','openai');
INSERT INTO "entity_names" VALUES(2,'openai','name','openai');
INSERT INTO "entity_names" VALUES(2,'open ai','alias','openai');
INSERT INTO "entity_names" VALUES(3,'scale ai','id','scale-ai');
INSERT INTO "entity_names" VALUES(3,'scale ai','name','scale-ai');
INSERT INTO "entity_names" VALUES(3,'scale ai','legal_name','scale-ai');
INSERT INTO "entity_names" VALUES(3,'scaleai','alias','scale-ai');
INSERT INTO "entity_names" VALUES(3,'scale','ambiguous_alias','scale-ai');
INSERT INTO "entity_names" VALUES(4,'black forest labs','id','black-forest-labs');
INSERT INTO "entity_names" VALUES(4,'black forest labs','name','black-forest-labs');
INSERT INTO "entity_names" VALUES(4,'bfl','alias','black-forest-labs');
INSERT INTO "entity_names" VALUES(4,'black forest','ambiguous_alias','black-forest-labs');
INSERT INTO "entity_names" VALUES(5,'bloomberg','id','bloomberg');
INSERT INTO "entity_names" VALUES(5,'bloomberg','name','bloomberg');
INSERT INTO "entity_names" VALUES(5,'bloomberg news','alias','bloomberg');
INSERT INTO "entity_names" VALUES(5,'agence bloomberg','alias','bloomberg');
INSERT INTO "entity_names" VALUES(5,'bloomberg com','alias','bloomberg');
INSERT INTO "entity_names" VALUES(6,'financial times','id','financial-times');
INSERT INTO "entity_names" VALUES(6,'financial times','name','financial-times');
INSERT INTO "entity_names" VALUES(6,'financial times','alias','financial-times');
INSERT INTO "entity_names" VALUES(6,'ft','alias','financial-times');
INSERT INTO "entity_names" VALUES(7,'cafetech','id','cafetech');
INSERT INTO "entity_names" VALUES(7,'cafetech','name','cafetech');
INSERT INTO "entity_names" VALUES(7,'cafetech','alias','cafetech');
INSERT INTO "entity_names" VALUES(16,'jane example','id','jane-example');
INSERT INTO "entity_names" VALUES(16,'jane example','name','jane-example');
INSERT INTO "entity_names" VALUES(19,'scale labs','id','scale-labs');
INSERT INTO "entity_names" VALUES(19,'scale labs','name','scale-labs');
CREATE TABLE events (
	seq INTEGER NOT NULL, 
	event_id TEXT NOT NULL, 
	type TEXT NOT NULL, 
	schema_version INTEGER NOT NULL, 
	company_id TEXT, 
	document_id TEXT, 
	known_at INTEGER, 
	recorded_at INTEGER NOT NULL, 
	recorded_by TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	salt TEXT NOT NULL, 
	payload_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (seq), 
	CONSTRAINT uq_events_event_id UNIQUE (event_id)
);
INSERT INTO "events" VALUES(1,'4a03847d-e05e-86e0-ab36-ec0db90fd5ae','CompanyRegistered',1,'meta',NULL,NULL,1793523600000000,'seeds','{"aliases":["Meta Platforms","Facebook"],"ambiguous_aliases":[],"country":"US","descriptions":["Facebook''s parent","Facebook''s parent company","Facebook parent","Facebook''s owner","the owner of Facebook","the owner of Facebook and Instagram","Instagram''s owner","Mark Zuckerberg''s company","Mark Zuckerberg''s group","la maison mère de Facebook","la maison mère de Facebook et Instagram","la maison mère d''Instagram","la société mère de Facebook","le propriétaire de Facebook","la société de Menlo Park","le groupe de Menlo Park","l''entreprise de Menlo Park","la firme de Menlo Park","le groupe de Mark Zuckerberg","l''entreprise de Mark Zuckerberg","la société de Mark Zuckerberg"],"domain":"meta.com","entity_type":"company","id":"meta","legal_name":"Meta Platforms, Inc.","lei":null,"name":"Meta","provisional":false,"ticker":"META","tier":null,"type":"CompanyRegistered","wikidata":"Q380"}','d1b33d8123c1bc3a9d3a02b61e8f72df','dd2e6ae631917683a58f70b1a8c05b7d1f46d555f71882ac0e4361d281fd9e99','23757fd6d9190fb7ccb2cf5440ff409764b7885d948f3e626ea5c8d8f883dd99');
INSERT INTO "events" VALUES(2,'1c855cbd-81a0-8045-b021-a43055886e3e','CompanyRegistered',1,'openai',NULL,NULL,1793523600000000,'seeds','{"aliases":["Open AI"],"ambiguous_aliases":[],"country":"US","descriptions":["the maker of ChatGPT","ChatGPT''s maker","ChatGPT maker","the company behind ChatGPT","Sam Altman''s company","le créateur de ChatGPT","la maison mère de ChatGPT","l''éditeur de ChatGPT","l''entreprise de Sam Altman","la société de Sam Altman","la start-up de Sam Altman"],"domain":"openai.com","entity_type":"company","id":"openai","legal_name":null,"lei":null,"name":"OpenAI","provisional":false,"ticker":null,"tier":null,"type":"CompanyRegistered","wikidata":"Q21708200"}','809bfbfad0ce4518c191eb7a350cdf2e','1bcdd875587d1628f28fe08358c02aab6d1e2e55858b80d8b01059f0b93a69fa','3e4fb129c5cce195d5499d8a529c44935cc4eca3343b9f20ec3267afc6e87cce');
INSERT INTO "events" VALUES(3,'f7f0c993-aadb-87b5-aa65-ed90659d49c5','CompanyRegistered',1,'scale-ai',NULL,NULL,1793523600000000,'seeds','{"aliases":["ScaleAI"],"ambiguous_aliases":["Scale"],"country":"US","descriptions":["Alexandr Wang''s company","la société d''Alexandr Wang","la start-up d''Alexandr Wang"],"domain":"scale.com","entity_type":"company","id":"scale-ai","legal_name":"Scale AI, Inc.","lei":null,"name":"Scale AI","provisional":false,"ticker":null,"tier":null,"type":"CompanyRegistered","wikidata":null}','2794127fad6f665e09194a71b1b61c35','2c3c315000210ab364199217b0ec9faf5564d64b743a7d3d6ee92f85caa38753','b3b2b17ec706e68376a0e8930b949b71b06e9eb644621324badec7bb64d28f4b');
INSERT INTO "events" VALUES(4,'98a7caeb-a29b-8e7e-b329-2ae18345d2ec','CompanyRegistered',1,'black-forest-labs',NULL,NULL,1793523600000000,'seeds','{"aliases":["BFL"],"ambiguous_aliases":["Black Forest"],"country":"DE","descriptions":["the maker of Flux","le créateur de Flux"],"domain":"bfl.ai","entity_type":"company","id":"black-forest-labs","legal_name":null,"lei":null,"name":"Black Forest Labs","provisional":false,"ticker":null,"tier":null,"type":"CompanyRegistered","wikidata":"Q128801641"}','d0fb375bbe6d800d42ea75511f7ed75c','04353c75682ad633371b1fe16c145aa75fe3ffd17475d0fe37d8d8cec03140f4','060010784e9605d54f025f059931e522f1786a98f729a46899f35e4480879f7c');
INSERT INTO "events" VALUES(5,'4737a865-8e89-8486-9692-e2d7260d8582','CompanyRegistered',1,'bloomberg',NULL,NULL,1793523600000000,'seeds','{"aliases":["Bloomberg News","Agence Bloomberg","Bloomberg.com"],"ambiguous_aliases":[],"country":"US","descriptions":[],"domain":"bloomberg.com","entity_type":"publisher","id":"bloomberg","legal_name":null,"lei":null,"name":"Bloomberg","provisional":false,"ticker":null,"tier":1,"type":"CompanyRegistered","wikidata":null}','237fd1c0f19d0e889e9d37fc04e9b452','8106aebcfa4f851ed9d70656f19ece9933661a5714777f374b33e9ad281900be','eb5384db153c9cfbbc4cc4c25d4e0f450eb0f5648ff410acd7526f6401d0eb76');
INSERT INTO "events" VALUES(6,'e63214b3-aafb-8447-9ec3-eeed10f2accb','CompanyRegistered',1,'financial-times',NULL,NULL,1793523600000000,'seeds','{"aliases":["The Financial Times","FT","the FT"],"ambiguous_aliases":[],"country":"GB","descriptions":[],"domain":"ft.com","entity_type":"publisher","id":"financial-times","legal_name":null,"lei":null,"name":"Financial Times","provisional":false,"ticker":null,"tier":1,"type":"CompanyRegistered","wikidata":null}','c3fc89a3a7de6321889a3fe6df39e998','7ef551164607b553343f1bf39cc4a7d08d9826d3c396a8130a5157cb83f03a9d','20e841664a187d21ec5d800720c33d796b317c474c2a8f8786ca27303efb9f2a');
INSERT INTO "events" VALUES(7,'0dad553d-bed3-8faa-b407-7345571b1fa5','CompanyRegistered',1,'cafetech',NULL,NULL,1793523600000000,'seeds','{"aliases":["Cafetech"],"ambiguous_aliases":[],"country":"FR","descriptions":[],"domain":"cafetech.fr","entity_type":"publisher","id":"cafetech","legal_name":null,"lei":null,"name":"Cafétech","provisional":false,"ticker":null,"tier":3,"type":"CompanyRegistered","wikidata":null}','b11924f11d40780dad810320c35500d3','b1a4a194c10961f0b823455779f07ee0fc43f660999e18b91fe24174112a0ed3','d7ea647d01af1e19cd7ae9e81ba98af844f9d24589cfd4e9d4c190d43d59a7ed');
INSERT INTO "events" VALUES(8,'87272f5a-daab-8166-83ef-7269ad385c22','DocumentCaptured',1,NULL,'b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2',1749772799999999,1793523600000000,'release','{"language":null,"media_type":"text/markdown","origin":"a.md","publication":{"document_id":"b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2","published":"2025-06-12","publisher":"Cafétech","publisher_id":"cafetech","title":"Meta investit dans Scale AI","url":"https://cafetech.example/2025/06/12/meta"},"type":"DocumentCaptured"}','cfd30e4ccc214561154dce814a3d4744','ea972f220bd77327285c123104430f39fbfdd3feb1a03fdefb75968fc45be253','0b0f5c312f54e33aeabd48ed1acddf9bbed45948898231266baa0a08eda898ae');
INSERT INTO "events" VALUES(9,'65c86afd-7ee1-81c5-b9f0-f77968c4f14d','FactReported',1,'scale-ai','b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2',1749772799999999,1793523600000000,'release','{"fact":{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":15000000000,"verbatim":"15 milliards de dollars"},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":"Scale AI","confidence":0.9,"counterparties":[{"as_written":"Meta","name":"Meta","role":"investor"}],"date":null,"date_as_written":null,"deal":"d1","duration":null,"end":60,"forecast":false,"kind":"investment","language":"fr","percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"Meta investit 15 milliards de dollars au capital de Scale AI","quotes":["Meta investit 15 milliards de dollars au capital de Scale AI"],"round":null,"spans":[[0,60]],"stage":"agreed","start":0},"fact_id":null,"ids":{"company":"scale-ai","counterparties":["meta"],"roots":[]},"publication":{"document_id":"b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2","published":"2025-06-12","publisher":"Cafétech","publisher_id":"cafetech","title":"Meta investit dans Scale AI","url":"https://cafetech.example/2025/06/12/meta"},"reader":{"name":"rules","version":"1"},"type":"FactReported"}','67840b4e96361365308e6067b8b36229','0444f3177e1609766e5de03f439158bd36def3118427dfd29f7c686c7d778d66','09e328a44e7bd2d579fc47f8c31696bd871c86488d94f43c6c0f5d9be2a55ab2');
INSERT INTO "events" VALUES(10,'f531205b-8cd0-8576-bfc4-553378a51648','FactReported',1,'scale-ai','b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2',1749772799999999,1793523600000000,'release','{"fact":{"amount":null,"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":"Scale AI","confidence":0.9,"counterparties":[{"as_written":"Meta","name":"Meta","role":"holder"}],"date":null,"date_as_written":null,"deal":"d1","duration":null,"end":74,"forecast":false,"kind":"stake","language":"fr","percent":49,"percent_qualifier":"exact","percent_verbatim":"49 %","period":null,"polarity":"positive","previous":false,"product":null,"quote":"Meta investit 15 milliards de dollars au capital de Scale AI, pour 49 % du","quotes":["Meta investit 15 milliards de dollars au capital de Scale AI, pour 49 % du"],"round":null,"spans":[[0,74]],"stage":"agreed","start":0},"fact_id":null,"ids":{"company":"scale-ai","counterparties":["meta"],"roots":[]},"publication":{"document_id":"b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2","published":"2025-06-12","publisher":"Cafétech","publisher_id":"cafetech","title":"Meta investit dans Scale AI","url":"https://cafetech.example/2025/06/12/meta"},"reader":{"name":"rules","version":"1"},"type":"FactReported"}','c8a3bf81886756e8bd9984803fd6600c','f63930085c9029f30d484ad8c76bdd59e86c9fa2d40f330923583c8d6de9d324','ec3d91b8741a87081309fbd27def4c1312649e19e643008e98aab9492179f064');
INSERT INTO "events" VALUES(11,'fee0f1c6-bde8-8077-83d2-886fb2698d67','FactReported',1,'scale-ai','b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2',1749772799999999,1793523600000000,'release','{"fact":{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"about","value":25000000000,"verbatim":"25 milliards de dollars"},"attributed_to":["Financial Times","Bloomberg"],"attribution":[[{"name":"Financial Times","role":"publication"}],[{"name":"Bloomberg","role":"publication"}]],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":"Scale AI","confidence":0.87,"counterparties":[],"date":null,"date_as_written":null,"deal":"d1","duration":null,"end":149,"forecast":false,"kind":"valuation","language":"fr","percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"valorisation de Scale AI est d''environ 25 milliards de dollars","quotes":["valorisation de Scale AI est d''environ 25 milliards de dollars"],"round":null,"spans":[[87,149]],"stage":"agreed","start":87},"fact_id":null,"ids":{"company":"scale-ai","counterparties":[],"roots":["Financial Times","Bloomberg"]},"publication":{"document_id":"b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2","published":"2025-06-12","publisher":"Cafétech","publisher_id":"cafetech","title":"Meta investit dans Scale AI","url":"https://cafetech.example/2025/06/12/meta"},"reader":{"name":"rules","version":"1"},"type":"FactReported"}','86d8f1d04f87fee0a0404b531a42f04f','4bcf28d50339f0c41d3eb9a8b938b888e10678733ab6f9c8dcf3ec3fb1ac6608','372f24c1faaf0778f76958d794a7d88cc7d8f2288b9b49933631537b5806d3a5');
INSERT INTO "events" VALUES(12,'8c3fed7d-4666-853d-9e3d-6b9148f2515f','DocumentCaptured',1,NULL,'0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9',1749945599999999,1793523600000000,'release','{"language":null,"media_type":"application/jsonl","origin":"b.jsonl","publication":{"document_id":"0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9","published":"2025-06-14","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/1"},"type":"DocumentCaptured"}','1c13a4ba4fe6a931d11c94be651ebc25','e21cef3f6f2ffb129d15b49d3b13a18ca2df3c055835dd899e642decd0f74430','c8576ab769bc264ca9f891d6d55d225b45d1a1b8507adeb5bcfc7d7be5a1b07c');
INSERT INTO "events" VALUES(13,'624dde60-ed9b-89cc-b86a-900a6178aa7d','FactReported',1,'scale-ai','0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9',1749945599999999,1793523600000000,'release','{"fact":{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":14300000000,"verbatim":"14.3 billion"},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[{"as_written":null,"name":"Meta","role":"investor"}],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":313,"forecast":false,"kind":"investment","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"Meta invested $14.3 billion","quotes":["Meta invested $14.3 billion"],"round":null,"spans":[[286,313]],"stage":"completed","start":286},"fact_id":null,"ids":{"company":"scale-ai","counterparties":["meta"],"roots":[]},"publication":{"document_id":"0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9","published":"2025-06-14","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/1"},"reader":{"name":"structured","version":"1"},"type":"FactReported"}','32d98022369bf33ab592cc8aeded11ac','4b74637edfd8ea57d89e68647253068a2b05db49604faa0d1b569e485137a0db','eb825d8bd1934a3e5985538e1656eb062419a63b1c8643713872e08d55abe060');
INSERT INTO "events" VALUES(14,'c523c441-31c1-8f59-a6b4-f5f44def1576','FactReported',1,'scale-ai','0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9',1749945599999999,1793523600000000,'release','{"fact":{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":870000000,"verbatim":null},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":521,"forecast":false,"kind":"revenue","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":"2024","polarity":"positive","previous":false,"product":null,"quote":"{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}","quotes":["{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}"],"round":null,"spans":[[316,521]],"stage":null,"start":316},"fact_id":"h-2","ids":{"company":"scale-ai","counterparties":[],"roots":[]},"publication":{"document_id":"0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9","published":"2025-06-14","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/1"},"reader":{"name":"structured","version":"1"},"type":"FactReported"}','50fc981cd3dc9d07af6e0dfbcfddb82d','8c10b9e249604a8608c2b767209e9662f6bcc29a1131f209859a46ab39d261e3','e12bd537f542163f84e2b0b6caec2c7d0feefd2ff267cc34c2f55bbf24e68e2b');
INSERT INTO "events" VALUES(15,'950b3a33-4497-84cd-9c9c-c5052a9f9286','DocumentCaptured',1,NULL,'ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716',1750031999999999,1793523600000000,'release','{"language":null,"media_type":"application/jsonl","origin":"b.jsonl","publication":{"document_id":"ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716","published":"2025-06-15","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/2"},"type":"DocumentCaptured"}','c03f9c949634a83e607d456ee046471f','e9dd3efafcd03c738804b9e9e1617f9c40b9bc4930d3955a3ebb268b76c225cf','62ab37e4a436496e26b7448a8f74f7c8f75a338757509c798cc797a7ecc66f11');
INSERT INTO "events" VALUES(16,'e7588c43-3df9-82db-ad5a-3daf6461008d','CompanyRegistered',1,'jane-example',NULL,1750031999999999,1793523600000000,'release','{"aliases":[],"ambiguous_aliases":[],"country":null,"descriptions":[],"domain":null,"entity_type":"person","id":"jane-example","legal_name":null,"lei":null,"name":"Jane Example","provisional":true,"ticker":null,"tier":null,"type":"CompanyRegistered","wikidata":null}','973915a852c018fb5c4e7e34b72bfb89','93ff88d2fba6f913ad2de52a7cd93cbe7d9b4ca457560679cc24ca0d15f339aa','b1035078f744089f48fcd339b8d51f2c3ebe8c6c88c81324fbe63adf0c6669bc');
INSERT INTO "events" VALUES(17,'42de1b4d-5063-8dae-9667-027348eebeef','FactReported',1,'scale-ai','ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716',1750031999999999,1793523600000000,'release','{"fact":{"amount":null,"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[{"as_written":null,"name":"Jane Example","role":"person"}],"date":"2025-06","date_as_written":null,"deal":null,"duration":null,"end":235,"forecast":false,"kind":"appointment","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":"chief executive","quote":"{\"kind\":\"appointment\",\"company\":\"Scale AI\",\"counterparties\":[{\"name\":\"Jane Example\",\"role\":\"person\"}],\"product\":\"chief executive\",\"date\":\"2025-06\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/2\",\"published\":\"2025-06-15\"}","quotes":["{\"kind\":\"appointment\",\"company\":\"Scale AI\",\"counterparties\":[{\"name\":\"Jane Example\",\"role\":\"person\"}],\"product\":\"chief executive\",\"date\":\"2025-06\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/2\",\"published\":\"2025-06-15\"}"],"round":null,"spans":[[0,235]],"stage":null,"start":0},"fact_id":null,"ids":{"company":"scale-ai","counterparties":["jane-example"],"roots":[]},"publication":{"document_id":"ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716","published":"2025-06-15","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/2"},"reader":{"name":"structured","version":"1"},"type":"FactReported"}','e6ab87a1b3cbc16e9df2db3d249a4d18','5507dc58114b11c72e4676e422700aaf3bd679fdd4e4a6ddc2466fdb5e3df9b6','b04771dc9060aa4baf5c8f9bdc8d0726ed95963deca9641d9dbb02f6a9107342');
INSERT INTO "events" VALUES(18,'23458416-db64-8b50-89aa-8756b8abef79','DocumentCaptured',1,NULL,'e34749e9e17c721606dfa4e9348e7beb8dcfbb7105fe84a0f5d68426d8d3c835',1750118399999999,1793523600000000,'release','{"language":null,"media_type":"application/jsonl","origin":"b.jsonl","publication":{"document_id":"e34749e9e17c721606dfa4e9348e7beb8dcfbb7105fe84a0f5d68426d8d3c835","published":"2025-06-16","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/3"},"type":"DocumentCaptured"}','69777a07438f342963493a68727f1f30','3e7c7c1214e90d4f02dd9a2e7f72898e77ba9e7679e938fd2a8ae70888e076b0','d28e1dd1443f3215f585e67e0640542455d7d78ac1863e80ec31df765e295964');
INSERT INTO "events" VALUES(19,'48976de3-78c7-8dcc-a233-a34bcf98e17e','CompanyRegistered',1,'scale-labs',NULL,1750118399999999,1793523600000000,'release','{"aliases":[],"ambiguous_aliases":[],"country":null,"descriptions":[],"domain":null,"entity_type":"company","id":"scale-labs","legal_name":null,"lei":null,"name":"Scale Labs","provisional":true,"ticker":null,"tier":null,"type":"CompanyRegistered","wikidata":null}','17aa41def0ce01c4e9fb82e8c8d19938','b756a91ac2e66f24b47dc9d86cf0d65eb039cc33e5d069b1ccddcc36bafeee19','4e9ea0ce7399c4a8308ea7827c932eddb892f1d003c15aac895754f7fd5900c2');
INSERT INTO "events" VALUES(20,'cd47e446-62a1-8608-b2f1-b8e21155665c','FactReported',1,'scale-labs','e34749e9e17c721606dfa4e9348e7beb8dcfbb7105fe84a0f5d68426d8d3c835',1750118399999999,1793523600000000,'release','{"fact":{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"about","value":29000000000,"verbatim":null},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale Labs","company_as_written":null,"confidence":1,"counterparties":[],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":199,"forecast":false,"kind":"valuation","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":null,"polarity":"positive","previous":false,"product":null,"quote":"{\"kind\":\"valuation\",\"company\":\"Scale Labs\",\"amount\":{\"value\":29000000000,\"currency\":\"USD\",\"qualifier\":\"about\"},\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/3\",\"published\":\"2025-06-16\"}","quotes":["{\"kind\":\"valuation\",\"company\":\"Scale Labs\",\"amount\":{\"value\":29000000000,\"currency\":\"USD\",\"qualifier\":\"about\"},\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/3\",\"published\":\"2025-06-16\"}"],"round":null,"spans":[[0,199]],"stage":null,"start":0},"fact_id":null,"ids":{"company":"scale-labs","counterparties":[],"roots":[]},"publication":{"document_id":"e34749e9e17c721606dfa4e9348e7beb8dcfbb7105fe84a0f5d68426d8d3c835","published":"2025-06-16","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/3"},"reader":{"name":"structured","version":"1"},"type":"FactReported"}','65fdb758acb24de0bb48c06273c8b8f7','7a4d2015d7dedfb9915c300a7b1edf72fd11f2a403b9a05d9f242c4e09450b69','53d2a06481f3c8974fd64f9bf71033fb9738afd887ec495d5ad0d5602270bc1a');
INSERT INTO "events" VALUES(21,'dd919929-de96-8e0b-a9ee-42d36fadd7cd','FactCorrected',1,'scale-ai','0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9',1749945599999999,1793523600000000,'release','{"cause":"misreading","claim_id":"c523c441-31c1-8f59-a6b4-f5f44def1576","fact":{"amount":{"currency":"USD","high":null,"low":null,"qualifier":"exact","value":860000000,"verbatim":null},"attributed_to":[],"attribution":[],"basis":null,"certainty":"asserted","company":"Scale AI","company_as_written":null,"confidence":1,"counterparties":[],"date":null,"date_as_written":null,"deal":null,"duration":null,"end":521,"forecast":false,"kind":"revenue","language":null,"percent":null,"percent_qualifier":"exact","percent_verbatim":null,"period":"2024","polarity":"positive","previous":false,"product":null,"quote":"{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}","quotes":["{\"kind\":\"revenue\",\"company\":\"Scale AI\",\"amount\":{\"value\":870000000,\"currency\":\"USD\"},\"period\":\"2024\",\"publisher\":\"Harbour Review\",\"url\":\"https://harbour.example/1\",\"published\":\"2025-06-14\",\"fact_id\":\"h-2\"}"],"round":null,"spans":[[316,521]],"stage":null,"start":316},"fact_id":null,"ids":{"company":"scale-ai","counterparties":[],"roots":[]},"publication":{"document_id":"0db7329755a064bddf00b4d60c16e902e881de586af19ffde21b8068451886f9","published":"2025-06-14","publisher":"Harbour Review","publisher_id":null,"title":null,"url":"https://harbour.example/1"},"reason":"misread","type":"FactCorrected"}','ddfea0fb836459c98787cc08df686df2','81a0aa7a6693db11a777e7d64354639a1bc931ce411713e2ff19b69fae87e688','5bfca39a66c8ec62d7a5cbe9fe6a52f85cd0f8dc0825af3b29bc30ed0d1342e8');
INSERT INTO "events" VALUES(22,'88417d9d-0339-870b-af5a-9699bf6a1de6','FactRetracted',1,'scale-ai','ff13a0e55d4269d29d60fb902f6c2ef500c44660db333abb80da97d45f611716',1750463999999999,1793523600000000,'release','{"cause":"erratum","claim_id":"42de1b4d-5063-8dae-9667-027348eebeef","reason":"withdrawn by the paper","type":"FactRetracted"}','2e738bd87fb021ff0c0b4889f65e5ba1','22d64961d77b94a55d3f4bd959dbff3106a9f544bb8e8501d75d5647336f5b87','86d034311040ff51cbfd6f1e2cd70ab1185f11ae588998906ece6815d160da3a');
INSERT INTO "events" VALUES(23,'2f6a8697-c5b5-8f58-a9b6-3fc8af16d8d8','ClaimRanked',1,'scale-ai','b44d1c809347d90adb811d863100f648034001b6bd0672e36225af4802babea2',NULL,1793523600000000,'release','{"claim_id":"65c86afd-7ee1-81c5-b9f0-f77968c4f14d","rank":"preferred","reason":"seen the filing","type":"ClaimRanked"}','bd3908633c07155b90707c3fdd5d56ac','9a523d4bc564a4743e5013ed831ee15384b3fdcd6662c62caea1ac0eebd40f1b','018c73357ea5cb7ee793f1a32f135351df01dbe4f39295f604183bcbf8576315');
INSERT INTO "events" VALUES(24,'0b22ec96-a9df-8251-82e6-47c4efbd931c','CompaniesMerged',1,NULL,NULL,NULL,1793523600000000,'release','{"effective":null,"into":"scale-ai","merged":"scale-labs","reason":"same company","type":"CompaniesMerged"}','06fb23065569a1b92f110d0977211565','8dc4f1434570dae1a5685e3a394db3fd9db356b55398bf2545ffe9bc8dd14165','d71d4559c7e0920b5c07e528c3a0ab54e7a510ddc2a5870c6d9d022934b8fd6f');
INSERT INTO "events" VALUES(25,'826b7fbb-b09c-8df0-a28e-9da370a63864','DealsLinked',1,NULL,NULL,NULL,1793523600000000,'release','{"claim_ids":["65c86afd-7ee1-81c5-b9f0-f77968c4f14d","624dde60-ed9b-89cc-b86a-900a6178aa7d"],"reason":"one deal","type":"DealsLinked"}','1730f88a9ad4a4fca7a5ccafe1cb8730','22c01a59adcea36363b17d23f517529563c450c91f6aa825ec470ec75aec2018','0c60c110c4807b5e5ab17d3fae097633d9415b46067ab4ae3ebd2a38d4f0cbb2');
INSERT INTO "events" VALUES(26,'c58736ed-0363-8321-bf92-411419b94712','DealsSeparated',1,NULL,NULL,NULL,1793523600000000,'release','{"claim_ids":["fee0f1c6-bde8-8077-83d2-886fb2698d67","cd47e446-62a1-8608-b2f1-b8e21155665c"],"reason":"two deals","type":"DealsSeparated"}','0833315512afa9da02049577c2174326','512311c897d4a14d780d75dce57b394da3853c75638a903b0ee2a20558d8ed43','4d52578ba9a5d54734ae51badfc9e8499609aebca2fcc5b526c620462b956fb2');
INSERT INTO "events" VALUES(27,'fe942796-c57c-8701-95fb-563c91b5d705','DocumentRedated',1,NULL,NULL,NULL,1793523600000000,'release','{"publication_id":"a0ab2ddcdce87c7d6998f1c9d45676cf","published":"2025-06-17","reason":"its archive says so","type":"DocumentRedated"}','3fb98c29ff428e0a2083a03be83f9499','b08215a4adba783bf7d2135dec997d8c8ad1a6c4dbbd191a8f8c62e928a7d39d','a7baf5f94b9effc92ad3b0b19f8004aaa23737cc0145fc9c84ae2d17982e9333');
INSERT INTO "events" VALUES(28,'752b18a5-d8f6-854e-ac59-8791a4bc3478','CompaniesSplit',1,NULL,NULL,NULL,1793523600000000,'release','{"company":"scale-ai","reason":"not the same after all","split":"scale-labs","type":"CompaniesSplit"}','8b8b39bb92f6a70f1375ddc2e73a4662','a38ad7937c490595388c84b5998b8d43a9668c36fe711e2451acc9dcd19ea172','0265aff0300541e507772c6452a2124bec70909b2cd982935c0088f1b9229d11');
CREATE TABLE identity_changes (
	seq INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	kept TEXT NOT NULL, 
	other TEXT NOT NULL, 
	known_at INTEGER, 
	CONSTRAINT pk_identity_changes PRIMARY KEY (seq)
);
INSERT INTO "identity_changes" VALUES(24,'CompaniesMerged','scale-ai','scale-labs',NULL);
INSERT INTO "identity_changes" VALUES(28,'CompaniesSplit','scale-ai','scale-labs',NULL);
CREATE TABLE log_head (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	recorded_at INTEGER NOT NULL, 
	CONSTRAINT pk_log_head PRIMARY KEY (id), 
	CONSTRAINT ck_log_head_ck_log_head_single CHECK (id = 1)
);
INSERT INTO "log_head" VALUES(1,28,'0265aff0300541e507772c6452a2124bec70909b2cd982935c0088f1b9229d11',1793523600000000);
CREATE TABLE quarantine (
	address TEXT NOT NULL, 
	body_hash TEXT NOT NULL, 
	body BLOB NOT NULL, 
	reason TEXT NOT NULL, 
	first_at INTEGER NOT NULL, 
	last_at INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	CONSTRAINT pk_quarantine PRIMARY KEY (address, body_hash)
);
INSERT INTO "quarantine" VALUES('bad.txt','ced95eefefd1e1488b064edd7128e4812b4c70104d6dd02c9987c1a3939bf959',X'0001206E6F7420612074657874','bad.txt is binary, not text.',1793523600000000,1793523600000000,1);
CREATE TABLE slots (
	company_id TEXT NOT NULL, 
	slot_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	question TEXT NOT NULL, 
	deal_id TEXT, 
	parties TEXT NOT NULL, 
	date_lower DATE, 
	date_upper DATE, 
	subject TEXT, 
	basis TEXT, 
	unit TEXT, 
	forecast BOOLEAN NOT NULL, 
	stage TEXT NOT NULL, 
	previous BOOLEAN NOT NULL, 
	agreement TEXT NOT NULL, 
	low TEXT, 
	high TEXT, 
	claim_count INTEGER NOT NULL, 
	current_count INTEGER NOT NULL, 
	denied_count INTEGER NOT NULL, 
	roots TEXT NOT NULL, 
	root_count INTEGER NOT NULL, 
	CONSTRAINT pk_slots PRIMARY KEY (company_id, slot_id)
);
INSERT INTO "slots" VALUES('scale-ai','946c85593b45ccb7','stake','stake','scale-ai-d9','["meta"]',NULL,NULL,NULL,NULL,'percent',0,'done',0,'single','49','49',1,1,0,'["Cafétech"]',1);
INSERT INTO "slots" VALUES('scale-ai','c01f6034d9066c07','investment','raised','scale-ai-d9','["meta"]',NULL,NULL,NULL,NULL,'USD',0,'done',0,'conflict','14300000000','15000000000',2,2,0,'["Cafétech", "Harbour Review"]',2);
INSERT INTO "slots" VALUES('scale-labs','55ba41f15fd5f442','valuation','valuation',NULL,'[]',NULL,NULL,NULL,NULL,'USD',0,'done',0,'single','29000000000','29000000000',1,1,0,'["Harbour Review"]',1);
INSERT INTO "slots" VALUES('scale-ai','30dd8bddbe7e829d','revenue','revenue',NULL,'[]','2024-01-01','2025-01-01',NULL,NULL,'USD',0,'done',0,'single','860000000','860000000',1,1,0,'["Harbour Review"]',1);
INSERT INTO "slots" VALUES('scale-ai','0eca6d1a2001616b','valuation','valuation','scale-ai-d11','[]',NULL,NULL,NULL,NULL,'USD',0,'done',0,'single','25000000000','25000000000',1,1,0,'["Financial Times", "Bloomberg"]',2);
CREATE INDEX ix_events_erasures ON events (seq) WHERE type = 'ContentErased';
CREATE INDEX ix_entities_id_seq ON entities (id, seq);
CREATE INDEX ix_entity_names_name_key ON entity_names (name_key);
CREATE TRIGGER events_refuse_insert BEFORE INSERT ON events
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
        OR EXISTS (SELECT 1 FROM events WHERE event_id = NEW.event_id)
    BEGIN
        SELECT RAISE(ABORT, 'events is append-only: an event goes to the next position, under an id of its own');
    END;
CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
    WHEN NOT (
        NEW.payload IS '' AND NEW.salt IS '' AND OLD.type IS NOT 'ContentErased'
        AND NEW.seq IS OLD.seq AND NEW.event_id IS OLD.event_id AND NEW.type IS OLD.type
        AND NEW.schema_version IS OLD.schema_version AND NEW.company_id IS OLD.company_id
        AND NEW.document_id IS OLD.document_id AND NEW.known_at IS OLD.known_at
        AND NEW.recorded_at IS OLD.recorded_at AND NEW.recorded_by IS OLD.recorded_by
        AND NEW.payload_hash IS OLD.payload_hash AND NEW.hash IS OLD.hash
        AND EXISTS (
            SELECT 1 FROM events AS erasure
            WHERE erasure.type = 'ContentErased' AND erasure.seq > OLD.seq
                AND json_extract(erasure.payload, '$.target_seq') = OLD.seq
        )
    )
    BEGIN
        SELECT RAISE(ABORT, 'events is append-only: UPDATE is refused');
    END;
CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
    BEGIN
        SELECT RAISE(ABORT, 'events is append-only: DELETE is refused');
    END;
CREATE TRIGGER log_head_refuse_insert BEFORE INSERT ON log_head
    BEGIN
        SELECT RAISE(ABORT, 'log_head has one row for ever: INSERT is refused');
    END;
CREATE TRIGGER log_head_refuse_update BEFORE UPDATE ON log_head
    WHEN NOT (NEW.id IS 1 AND NEW.seq IS NOT NULL AND NEW.seq > OLD.seq)
    BEGIN
        SELECT RAISE(ABORT, 'log_head only goes up: UPDATE is refused');
    END;
CREATE TRIGGER log_head_refuse_delete BEFORE DELETE ON log_head
    BEGIN
        SELECT RAISE(ABORT, 'log_head has one row for ever: DELETE is refused');
    END;
CREATE TRIGGER documents_refuse_insert BEFORE INSERT ON documents
    WHEN EXISTS (SELECT 1 FROM documents WHERE id = NEW.id)
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: the document is there already');
    END;
CREATE TRIGGER documents_refuse_update BEFORE UPDATE ON documents
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: UPDATE is refused');
    END;
CREATE TRIGGER documents_refuse_delete BEFORE DELETE ON documents
    BEGIN
        SELECT RAISE(ABORT, 'documents is append-only: DELETE is refused');
    END;
CREATE INDEX ix_claim_effects_claim_id ON claim_effects (claim_id);
CREATE INDEX ix_claim_effects_publication_id ON claim_effects (publication_id);
CREATE INDEX ix_claim_parties_recorded_entity ON claim_parties (recorded_entity_id, seq);
CREATE INDEX ix_claims_company ON claims (company_id, kind);
CREATE INDEX ix_claims_fact_id ON claims (fact_id);
CREATE INDEX ix_claims_publication ON claims (publication_id);
CREATE INDEX ix_claims_recorded_company ON claims (recorded_company_id, seq);
CREATE INDEX ix_deals_company_id ON deals (company_id);
CREATE INDEX ix_slots_agreement ON slots (agreement);
COMMIT;

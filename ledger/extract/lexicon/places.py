"""Countries, regions and towns: what stands "in" them is nobody, and they are no companies."""

# ruff: noqa: E501 - word lists read best as long lines
from __future__ import annotations

from ledger.extract.lexicon.base import members

#: Single words, in English; of names of two words each stands here. None of them is a well-known company as well.
PLACES = members(
    """afghanistan albania algeria andorra angola armenia azerbaijan bahamas bahrain bangladesh barbados belarus belize benin bhutan bolivia bosnia botswana brunei bulgaria
    burkina faso burundi cambodia cameroon cape verde chad congo costa rica croatia cuba cyprus czechia czech djibouti dominican ecuador eritrea estonia eswatini ethiopia
    fiji gabon gambia ghana greece grenada guatemala guinea guyana haiti honduras hungary iceland iran iraq israel jamaica kazakhstan kosovo kuwait kyrgyzstan laos latvia
    lebanon lesotho liberia libya liechtenstein lithuania luxembourg madagascar malawi maldives mali malta mauritania mauritius moldova monaco mongolia montenegro
    mozambique myanmar namibia nepal zealand nicaragua niger macedonia oman pakistan palestine panama papua paraguay peru puerto romania rwanda senegal serbia seychelles
    leone slovakia slovenia somalia sri lanka sudan suriname syria tajikistan tanzania togo tonga trinidad tunisia turkmenistan uganda uruguay uzbekistan vatican
    venezuela yemen zambia zimbabwe ivory eurozone balkans benelux caucasus crimea kurdistan scandinavia siberia sahara sahel maghreb levant iberia catalonia bavaria
    saxony andalusia lombardy tuscany sicily sardinia brittany normandy provence flanders wallonia silesia transylvania yorkshire essex sussex surrey lancashire cornwall
    alabama alaska arkansas colorado connecticut delaware hawaii idaho illinois indiana iowa kansas kentucky louisiana maryland massachusetts michigan minnesota
    mississippi missouri montana nebraska hampshire oklahoma oregon pennsylvania rhode carolina dakota tennessee utah vermont wisconsin wyoming ontario quebec alberta
    manitoba saskatchewan queensland tasmania karnataka maharashtra gujarat rajasthan kerala tamil nadu telangana andhra pradesh punjab haryana odisha assam bihar
    jharkhand uttarakhand goa bengal sindh balochistan guangdong guangxi zhejiang jiangsu sichuan hubei hunan henan hebei shandong shanxi shaanxi yunnan xinjiang tibet
    fujian hainan ankara istanbul izmir athens thessaloniki bucharest belgrade zagreb ljubljana bratislava krakow wroclaw gdansk poznan vilnius riga tallinn tampere
    gothenburg malmo aarhus bergen reykjavik cardiff glasgow aberdeen belfast leeds liverpool birmingham nottingham leicester coventry southampton portsmouth plymouth
    newcastle sunderland sheffield brighton swindon slough luton norwich exeter york cork limerick galway marseille lyon toulouse bordeaux lille nantes strasbourg
    grenoble rennes montpellier rouen turin naples bologna venice genoa palermo verona seville valencia bilbao malaga zaragoza porto braga antwerp ghent bruges leuven
    rotterdam eindhoven utrecht delft groningen dusseldorf düsseldorf dortmund leipzig dresden hanover nuremberg stuttgart bremen bonn karlsruhe mannheim wolfsburg basel
    bern lausanne linz graz salzburg minsk kharkiv odesa lviv tbilisi yerevan baku tashkent almaty astana kabul karachi lahore islamabad dhaka chittagong kathmandu
    colombo chennai hyderabad pune kolkata ahmedabad jaipur lucknow gurugram gurgaon noida chandigarh kochi indore nagpur vadodara coimbatore bhopal patna delhi bangkok
    hanoi saigon phnom penh vientiane yangon jakarta bandung surabaya manila cebu kuala lumpur penang johor perth brisbane adelaide canberra auckland christchurch osaka
    kyoto nagoya fukuoka sapporo yokohama hiroshima busan incheon daegu kaohsiung taichung hsinchu tainan guangzhou chengdu chongqing wuhan tianjin nanjing suzhou xiamen
    qingdao dalian macau ulaanbaatar tehran baghdad riyadh jeddah doha muscat manama sharjah amman beirut damascus jerusalem haifa cairo casablanca rabat tunis algiers
    tripoli khartoum addis ababa nairobi mombasa kampala kigali salaam lusaka harare johannesburg durban pretoria windhoek gaborone maputo luanda kinshasa accra lagos
    abuja kano ibadan abidjan dakar bamako ouagadougou conakry freetown monrovia lome cotonou douala yaounde libreville mexico monterrey guadalajara bogota medellin quito
    caracas montevideo buenos aires cordoba asuncion brasilia janeiro recife havana ottawa calgary edmonton winnipeg waterloo atlanta baltimore cincinnati cleveland
    detroit fresno indianapolis jacksonville miami milwaukee minneapolis nashville oakland omaha philadelphia pittsburgh portland sacramento tampa tucson tulsa cupertino
    redmond sunnyvale brooklyn manhattan shenzhen beijing shanghai hangzhou taipei tokyo seoul mumbai bangalore bengaluru sydney melbourne dublin
    edinburgh manchester boston chicago seattle toronto montreal vancouver houston dallas denver phoenix detroit london dubai helsinki oslo stockholm copenhagen
    warsaw prague budapest vienna lisbon barcelona madrid milan paris berlin munich hamburg cologne frankfurt freiburg rome amsterdam brussels
    zurich geneva cambridge oxford texas california florida ohio nevada virginia arizona moscow kyiv"""
)

#: The same in French. Towns whose names a well-known company or brand has are left out ("Orange", "Évian").
PLACES_FR = members(
    """afghanistan albanie angola arménie azerbaïdjan bangladesh belgique bénin biélorussie birmanie bolivie bosnie botswana burkina burundi cambodge cap-vert centrafrique chili chypre colombie
    comores congo croatie cuba djibouti équateur érythrée estonie éthiopie gabon gambie géorgie ghana grèce guatemala guinée haïti honduras hongrie indonésie irak iran islande jamaïque jordanie
    kazakhstan kosovo koweït laos lesotho lettonie liban liberia libye liechtenstein lituanie macédoine madagascar malaisie malawi maldives mali malte mauritanie moldavie mongolie
    monténégro mozambique namibie népal nicaragua niger nouvelle-zélande oman ouganda ouzbékistan pakistan panama paraguay pérou philippines roumanie rwanda serbie seychelles
    slovaquie slovénie somalie soudan syrie tanzanie tchad tchéquie thaïlande togo tunisie ukraine uruguay venezuela vietnam yémen zambie zimbabwe zaïre argentine angleterre écosse irlande
    egypte etats-unis emirats équateur ethiopie ecosse estonie uemoa cemac maghreb sahel sahara caraïbes balkans benelux scandinavie méditerranée
    asie-pacifique moyen-orient proche-orient outre-mer antilles océanie
    alsace aquitaine auvergne bourgogne bretagne corse franche-comté île-de-france ile-de-france languedoc limousin lorraine normandie occitanie picardie poitou
    provence rhône-alpes auvergne-rhône-alpes paca hauts-de-france vendée vaucluse gard hérault aude aveyron ardèche drôme isère savoie haute-savoie jura doubs vosges moselle meuse marne
    yonne loiret loire-atlantique maine-et-loire mayenne sarthe morbihan finistère côtes-d'armor ille-et-vilaine calvados seine-maritime oise aisne somme ardennes
    pas-de-calais nord-pas-de-calais essonne yvelines val-d'oise val-de-marne seine-saint-denis hauts-de-seine seine-et-marne gironde dordogne tarn ariège corrèze cantal
    puy-de-dôme allier creuse charente charente-maritime deux-sèvres loir-et-cher bouches-du-rhône alpes-maritimes haute-garonne bas-rhin haut-rhin guadeloupe martinique guyane mayotte
    catalogne andalousie lombardie toscane piémont sicile sardaigne bavière saxe rhénanie flandre flandres wallonie hainaut brabant limbourg ardenne
    paris lyon marseille toulouse bordeaux nantes lille strasbourg grenoble rennes montpellier reims rouen toulon dijon angers nîmes villeurbanne saint-étienne brest limoges amiens metz besançon
    perpignan orléans mulhouse caen nancy argenteuil roubaix tourcoing montreuil avignon poitiers nanterre créteil versailles courbevoie pau vitry colombes aulnay asnières antibes cannes calais
    dunkerque béziers bourges quimper lorient vannes niort chambéry annecy annemasse valence troyes cholet colmar thionville belfort charleville charleville-mézières laval évreux angoulême châteauroux
    arras douai valenciennes maubeuge compiègne beauvais soissons saint-quentin saint-brieuc saint-malo saint-nazaire concarneau ploufragan fougères vitré alençon cherbourg dieppe fécamp vernon
    mantes poissy massy palaiseau évry meudon suresnes puteaux clichy pantin aubervilliers saint-denis saint-ouen boulogne boulogne-billancourt issy-les-moulineaux levallois levallois-perret vélizy
    vélizy-villacoublay rueil rueil-malmaison gennevilliers ivry montrouge malakoff arcueil cachan roissy orly marne-la-vallée blagnac colomiers labège muret castres albi rodez cahors montauban tarbes
    lannion morlaix aubagne aix-en-provence arles martigues istres menton draguignan fréjus saint-raphaël hyères lunel sète narbonne carcassonne millau alès
    roanne montbrison saint-chamond oyonnax bourg-en-bresse mâcon chalon-sur-saône nevers auxerre montargis chartres dreux blois vendôme vierzon montluçon aurillac brive tulle périgueux
    bergerac agen bayonne biarritz arcachon saintes rochefort épinal saint-dié sarreguemines forbach haguenau sélestat obernai crolles bernin voiron
    lausanne neuchâtel fribourg bienne delémont vevey montreux nyon yverdon renens bâle berne lucerne lugano winterthour saint-gall schaffhouse zoug valais vaud
    anvers gand bruges louvain louvain-la-neuve liège namur charleroi tournai wavre nivelles hasselt malines verviers zaventem courtrai
    montréal québec laval gatineau longueuil sherbrooke trois-rivières lévis saguenay drummondville vancouver toronto ottawa calgary edmonton winnipeg halifax mississauga ontario alberta manitoba saskatchewan
    casablanca rabat tanger marrakech fès agadir kénitra alger oran constantine annaba tunis sfax sousse bizerte dakar thiès abidjan bouaké yamoussoukro bamako ouagadougou bobo-dioulasso niamey lomé cotonou
    porto-novo conakry douala yaoundé libreville brazzaville pointe-noire kinshasa lubumbashi bangui n'djamena antananarivo nouakchott lagos abuja accra nairobi kampala kigali johannesburg antipolis
    kansas texas ohio michigan floride géorgie virginie pennsylvanie arizona nevada utah colorado oregon illinois indiana tennessee massachusetts connecticut louisiane minnesota missouri
    china india korea japan singapore asia africa america germany spain italy
    moscou pékin shanghai séoul tokyo osaka taipei bangkok hanoï jakarta manille singapour mumbai bombay delhi bangalore hyderabad téhéran bagdad ryad riyad djeddah doha dubaï beyrouth damas jérusalem haïfa caire"""
)

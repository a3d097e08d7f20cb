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
    redmond sunnyvale brooklyn manhattan"""
)

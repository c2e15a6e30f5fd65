# What Quoth itself says on Discord. Quotes, titles and headings are never translated.
# Syntax: https://projectfluent.org. A message that is missing in a language is said in English.
# Names of commands (/ask), of options (replace) and of settings (DISCORD_…) stay as they are in every language.
#
# Turkish: sen; nouns stay singular after a number; suffixes are kept off inserted names; a no-break space (U+00A0)
# between number and unit.
# source: kaynak, document: belge, passage: bölüm, operator: Quoth’u yöneten.

## Commands. Descriptions and choices are at most 100 characters, menu entries at most 32.

menu-find = Kaynaklarda ara
menu-add = Kaynaklara ekle
command-ask = Kaynaklara sor: yanıt kelimesi kelimesine alıntılanır
option-question = Ne öğrenmek istiyorsun?
option-source = Yalnızca bu belge veya klasör
option-language = Yalnızca bu dilde yazılanlar
option-private = Yanıtı yalnızca sana göster
command-sources = Hangi belgelere sorulabileceğini göster
option-search = Başlığın veya yolun bir parçası
command-status = Dizinde ne olduğunu ve Quoth’un ne kadar hızlı yanıtladığını göster
command-sync = Belgeleri yeniden oku ve neyin değiştiğini bildir
command-add = Belgelere bir dosya ekle
option-file = PDF, Word, HTML, Markdown veya metin gibi bir belge
option-folder = Konulacağı klasör
option-replace = Aynı adlı belgenin yerine koy
command-remove = Bir belgeyi kaldırır; geri alınabilir
option-document = Kaldırılacak belge
command-changes = Kimin hangi belgeyi ne zaman değiştirdiğini gösterir
command-unanswered = Sorulup da kaynakların yanıtlamadığı soruları göster
option-clear = Listeyi boşalt
command-channel = Quoth’un bu kanalda neyi yanıtlayacağını ayarla
option-answers = Burada /ask dışında neyin yanıtlanacağı
option-channel-source = Burada yalnızca bu belge veya klasörden yanıtla; * hepsi demektir
command-collect = Bir kanalı veya forumu kaynak yap ya da kaynak olanları listele
option-collect-channel = Kanal veya forum; verilmezse kaynak olanlar listelenir
option-collect-tag = Forumda: yalnızca bu etiketi taşıyan konular
option-collect-stop = Artık kaynak olarak kullanma
choice-mentions = Bahsetmeleri
choice-questions = Her soruyu
choice-nothing = Hiçbirini
command-privacy = Hakkında ne saklandığını göster ve istersen sil
command-help = Nasıl soru sorulacağını göster

## Answers. Labels of buttons are at most 25 characters: several stand side by side on a phone.

searched-for = Aranan: { $question }
searched = { $documents ->
    [one] Bir kaynak arandı
   *[other] { NUMBER($documents) } kaynak arandı
}
passages = Bölümler { $first }–{ $last }, toplam { $all }
one-passage = Bölüm { $first }, toplam { $all }
paragraph = paragraf { $number }
line = satır { $number }
page = sayfa { $number }
pages = sayfalar { $first }–{ $last }
open-link = aç
as-file = Bu bölüm burada tam yazıldığı gibi gösterilemiyor, bu yüzden ekte.
above-as-file = Bu bölümün üstünde duran metin ekte: burada gösterilemeyecek kadar uzun ya da tam olarak gösterilemiyor.
gone = Bu bölüm artık kaynaklarda alıntılandığı gibi durmuyor.
not-in-sources = **Kaynaklarda yok.** { $documents ->
    [0] Henüz belge yok, bu yüzden alıntılanacak bir şey de yok.
    [one] Tek belge bunu yanıtlamıyor.
   *[other] { NUMBER($documents) } belgenin hiçbiri bunu yanıtlamıyor.
}
nearest-note = Soruya en yakın bölümler bunlar. Soruyu yanıtlamıyorlar.
shared-by = Paylaşan: { $person }
button-context = Bağlamında
button-exact = Tam metin
button-share = Paylaş
button-nearest = En yakın bölümler
button-forget = Beni unut
button-reask = Yeni hâlini yanıtla
button-remove = Kaldır
button-undo = Geri al
button-agree-drop = { NUMBER($count) } belgeyi sil
button-agree-widen = Okumalarına izin ver
button-own = Okuyabildiklerimde ara
button-contribute = Mesajlarımı kullan
button-withhold = Mesajlarımı kullanma
share-limited = Bu kanalı görenlerin hepsi bu yanıtı okuyamaz, bu yüzden paylaşılmadı.
version = sürüm
characters = karakterler { $start }–{ $end }
above-span = üstünde duruyor · karakterler { $start }–{ $end }
context-file = Çevredeki bölümler ekte: burada gösterilemeyecek kadar uzunlar ya da tam olarak gösterilemiyorlar.
rated-helpful = Yararlı olarak not edildi. Teşekkürler!
rated-unhelpful = Yararsız olarak not edildi. Teşekkürler!
rated-nothing = Değerlendirmen geri alındı.

## When there is no answer to give

empty-question = Bana bir şey sor: bir soruyla benden bahset ya da /ask kullan. Kaynakların sözleriyle yanıt veririm.
small-talk = Bu bir soru değil, bu yüzden hiçbir şey aranmadı. Tırnak içindeki kelimeler oldukları gibi aranır.
queued = { $ahead ->
    [one] Senden önce bir soru var.
   *[other] Senden önce { NUMBER($ahead) } soru var.
} Yanıt burada görünecek.
busy = Şu anda çok fazla soru bekliyor. Lütfen bir dakika sonra yeniden sor.
cooldown = Çok hızlısın. Şu kadar sonra yeniden sorabilirsin: { $seconds ->
    [one] bir saniye.
   *[other] { NUMBER($seconds) } saniye.
}
cooldown-button = Çok hızlısın. Düğmeleri şu kadar sonra yeniden kullanabilirsin: { $seconds ->
    [one] bir saniye.
   *[other] { NUMBER($seconds) } saniye.
}
not-here = Quoth bu kanalda yanıt vermiyor.
not-server = Quoth bu sunucuda yanıt vermiyor.
not-role = Bu sunucuda Quoth’a yalnızca bazı roller soru sorabilir.
not-direct = Quoth doğrudan mesajlara yanıt vermiyor.
not-you = Quoth’a soru sormanıza izin verilmiyor.
no-source = Buna uyan belge yok: { $source }. Hepsini /sources gösterir.
no-language = Bu dilde yazılmış bir şey yok: { $language }. Belgelerin dilleri: { $languages }.
no-language-there = { $source } içinde bu dilde yazılmış bir şey yok: { $language }; yalnızca şu diller var: { $languages }.
no-text = Bu mesajda aranacak bir metin yok.
use-menu = O mesajı göremiyorum. Bunun yerine menüsünü aç: Uygulamalar › { menu-find }.
not-ready = Belgeler hâlâ okunuyor. Lütfen birazdan yeniden sor.
nothing-indexed = Dizinde henüz belge yok. Quoth’u yöneten kişinin belge eklemesi gerekiyor.
failed = Bir şeyler ters gitti. Quoth’u yöneten kişi nedenini günlükte şu numarayla bulabilir: { $id }.
stale-button = Bu düğme artık saklanmayan bir yanıta ait. Lütfen yeniden sor.
question-edited = Soru, yanıtlandıktan sonra düzenlendi.
asker-only = Bunu yalnızca soran kişi yapabilir.
no-files = Burada dosya ekleyemiyorum ve yanıt dosya olmadan gösterilemiyor. Bu kanalı yöneten biri izin verebilir.

## Operating

operators-only = Bunu yalnızca Quoth’u yönetenler yapabilir.
managers-only = Bu kanalda neyin yanıtlanacağını yalnızca kanalı yönetebilenler ayarlayabilir.
sources-title = { $documents ->
    [one] Bir belge
   *[other] { NUMBER($documents) } belge
}
sources-none = Buna uyan belge yok: { $search }.
sources-page = Sayfa { $page }, toplam { $pages }
sources-passages = { $passages ->
    [one] bir bölüm
   *[other] { NUMBER($passages) } bölüm
}
status-title = Quoth
status-index = Dizin: nesil { NUMBER($generation) }, { $documents ->
    [one] bir belge
   *[other] { NUMBER($documents) } belge
}, { $passages ->
    [one] bir bölüm
   *[other] { NUMBER($passages) } bölüm
}
status-model = Kullanılan model: { $model }
status-languages = Diller: { $languages }
status-latency = Yanıtlar: yarısı en çok { $p50 } ms, yüzde 95’i en çok { $p95 } ms, yüzde 99’u en çok { $p99 } ms (başlangıçtan beri { NUMBER($answers) })
status-no-latency = Yanıtlar: başlangıçtan beri yok
status-uptime = Çalışma süresi: { $time }
status-sync = Belgeler şu anda okunuyor
status-consent = Belgelerdeki bir değişiklik onayınızı bekliyor; `/sync` bunu sorar
sync-running = Belgeler zaten okunuyor; rapor sonra gelecek.
sync-started = Belgeler okunuyor…
sync-nothing = Hiçbir şey değişmedi.
sync-added = Eklendi: { $names }
sync-changed = Değişti: { $names }
sync-moved = Taşındı: { $names }
sync-removed = Kaldırıldı: { $names }
sync-skipped = Atlandı: { $names }
sync-suspect = Belki tümüyle okunamadı: { $names }
sync-newly-read = Quoth’un önceki sürümleri bunları okuyamıyordu; alıntılanmamaları gerekiyorsa onları .quothignore içinde, okunacak biçimleri de SEEDS_FORMATS içinde belirt: { $names }
sync-access-waiting = Biri onaylayınca daha çok kişiye açılır, daha önce değil: { $names }
sync-access-faults = Kurallar anlaşılamadığı için herkese kapalı: { $names }
sync-origin-faults = Alınamayan kaynaklar; ellerinde olan içerik kalıyor: { $names }
unread = { $model } modeli şu kadar belgenin dilini okumuyor: { $documents ->
    [one] bir belge
   *[other] { NUMBER($documents) } belge
}. Bu yüzden onlarda az şey bulunur: { $languages }.
unread-advice = EMBEDDING_MODEL=multilingual ayarını yap ve belgeleri yeniden oku.
sync-and-more = ve { NUMBER($count) } tane daha
sync-total = { $documents ->
    [one] Bir belge
   *[other] { NUMBER($documents) } belge
}, { $passages ->
    [one] bir bölüm
   *[other] { NUMBER($passages) } bölüm
}; { $seconds } s içinde vektörü hesaplanan: { NUMBER($embedded) }
sync-failed = Belgeler okunamadı: { $reason }
sync-long = Belgeler hâlâ okunuyor ve Discord bu kadar geç rapor kabul etmiyor. Ne zaman bittiğini /status gösterir.
change-added = Eklendi: { $path }.
change-replaced = Değiştirildi: { $path }.
change-removed = Kaldırıldı: { $path }.
change-failed = Olduğu gibi kaldı: { $path }. Neden: { $reason }.
change-stale = { $path } o zamandan beri değişti, bu yüzden olduğu gibi kalıyor.
stale-change = Bu düğme artık bir şey yapmıyor: ilgili olduğu şey yok ya da onu değiştiremezsin.
remove-sure = { $path } kaldırılsın mı? Metni artık kimseye yanıt vermez. Bu geri alınabilir.
changes-title = Kim hangi belgeyi değiştirdi
changes-none = Kayıtlı belge değişikliği yok.
add-exists = { $path } zaten var. Bu dosyayı onun yerine koymak için “replace” seçeneğini aç.
add-type = { $name }, Quoth’un okumadığı türde bir dosya. Okudukları: { $types }.
add-size = { $name } çok büyük: bir dosya en çok { $limit } MB olabilir.
add-name = { $name } bir belgenin adı olamaz.
add-unreadable = { $name } okunamadığı için eklenmedi: { $reason }
add-twin = { $name } eklenmedi, çünkü { $other } ile yalnızca büyük-küçük harf ya da aksan farkı var: bazı sistemlerde ikisi aynı dosyadır.
add-elsewhere = Belgeleri yalnızca burada değiştirebilirsin: { $folders }
add-invisible = { $name } adında kimsenin görmediği karakterler var; örneğin genişliği olmayan ya da yazı yönünü çevirenler. Adını değiştir.
add-hidden = { $name } noktayla başlıyor. Böyle dosyalar gizlidir, burada ne okunur ne değiştirilir.
add-lock = { $name } bir belge değil, Office’in kilit dosyası.
add-ignored = { $name } bir .quothignore içinde geçiyor, bu yüzden okunmazdı.
unanswered-off = Yanıtlanmayan sorular saklanmıyor. Bunu DISCORD_KEEP_UNANSWERED=true açar.
unanswered-none = Yanıtlanmamış soru yok.
unanswered-title = Soruldu, ama kaynaklarda yok
unanswered-times = { $count ->
    [one] bir kez
   *[other] { NUMBER($count) } kez
}
unanswered-cleared = Liste artık boş.
unanswered-server = /unanswered komutunu bir sunucuda kullanın: orada sorulanları gösterir.
unanswered-private = { $count ->
    [one] Bir soru özel olarak soruldu ve gösterilmiyor.
   *[other] { NUMBER($count) } soru özel olarak soruldu ve gösterilmiyor.
}
channel-mentions = Quoth bu kanalda kendisinden bahsedildiğinde yanıt veriyor.
channel-questions = Quoth bu kanalda ve alt başlıklarında her soruyu yanıtlıyor.
channel-nothing = Quoth bu kanalda yalnızca /ask komutunu yanıtlıyor.
channel-source-set = Yalnızca şuradan: { $source }
channel-of-thread = Bu yalnızca bu alt başlık için geçerli: { $channel }
channel-of-parent = Bu, { $channel } ve bu alt başlık dahil tüm alt başlıkları için geçerli.
channel-operators = Bunu Quoth’u yönetenler ayarladı. Burada daha fazlasına yalnızca onlar izin verebilir.
channel-needs-intent = Quoth, kendisinden bahsetmeyen soruları görmek için “Message Content Intent” iznine ihtiyaç duyar. Quoth’u yöneten kişi bunu Discord’un geliştirici portalında açar ve DISCORD_READ_MESSAGES=true olarak ayarlar.
collect-added = Bu mesaj artık bir kaynak; birazdan, kanalını okuyabilenlere alıntılanabilir.
collect-already = Bu mesaj zaten bir kaynak.
collect-refused = Yazarı, mesajlarının kaynak olmasını istemiyor.
collect-no-text = Yalnızca metni olan ve kanalındaki herkesin okuyabildiği bir mesaj kaynak olabilir.
collect-left-out = Bu mesaj artık kaynak değil.
collect-server = /collect komutunu bir sunucuda kullan.
collect-needs-intent = Quoth’un kanalları okuması için Message Content Intent gerekir. Quoth’u yöneten bunu Discord’un geliştirici portalında açar ve DISCORD_READ_MESSAGES=true olarak ayarlar. Tek tek mesajlar onsuz da eklenebilir: Uygulamalar › { menu-add }.
collect-unreadable = Quoth bu kanalı okuyamıyor. Orada “Kanalı Görüntüle” ve “Mesaj Geçmişini Oku” izinleri gerekir.
collect-no-forum = Yalnızca forumların etiketleri vardır. “tag” seçeneğini boş bırak.
collect-tag = Bir forumda yalnızca belli bir etiketi taşıyan konular kaynak olur. Etiketi belirt; olanlar: { $tags }
collect-begun = { $channel } şimdi son { NUMBER($count) } mesajına kadar okunuyor ve bundan sonra izleniyor. Yalnızca Quoth’u yönetenlerin ve buna /privacy ile izin verenlerin mesajları kaynak olur.
collect-stopped = { $channel } artık kaynak değil. Tek tek eklenen mesajlar kalır.
collect-none = Burada Discord’daki hiçbir şey kaynak değil.
collect-title = Discord’daki kaynaklar
collect-single = tek tek eklendi
collect-count = { $count ->
    [0] henüz mesaj yok
    [one] bir mesaj
   *[other] { NUMBER($count) } mesaj
}

## Privacy and help

privacy = **Quoth’un senin hakkında sakladıkları:** { $answers ->
    [0] hiç soru
    [one] bir soru
   *[other] { NUMBER($answers) } soru
}, { $feedback ->
    [0] hiç değerlendirme
    [one] bir değerlendirme
   *[other] { NUMBER($feedback) } değerlendirme
}{ $unanswered ->
    [0] {""}
    [one] , Quoth’u yönetenlerin listesinde yanıtlanmamış bir soru
   *[other] , Quoth’u yönetenlerin listesinde yanıtlanmamış { NUMBER($unanswered) } soru
}.
    Düğmeler ve devam soruları çalışsın diye sorular Discord kimliğinle birlikte { $days ->
    [one] bir gün
   *[other] { NUMBER($days) } gün
} saklanır, sonra silinir. Günlüklerde soru bulunmaz. Discord’da söylenenler dışında hiçbir şey Quoth’un çalıştığı bilgisayardan çıkmaz.
privacy-changes = Quoth’u yönetenlerin değişen belgeler listesinde adın geçiyor. Unutulmak istersen değişiklikler sensiz kalır.
privacy-digest = Quoth’u yönetenler için hazırlanan özet, herkese açık sorulup yanıtlanmayan soruların metnini gösterebilir, ama kimin sorduğunu göstermez. Orada yayımlanan, unutulmak istesen de kalır.
privacy-collected = { $count ->
    [0] Mesajlarının hiçbiri kaynak değil.
    [one] Bir mesajın kaynak; kimliğin onunla saklanır ve asla gösterilmez.
   *[other] { NUMBER($count) } mesajın kaynak; kimliğin onlarla saklanır ve asla gösterilmez.
}
contributes = Kaynak olarak kullanılan kanallardaki mesajların alıntılanabilir.
contributes-not = Hiçbir mesajın kaynak olamaz.
forgotten = Quoth’un senin hakkında sakladığı her şey silindi. Aldığın yanıtlar Discord’da kalıyor.
help = **/ask ile sor ya da bir soruyla { $bot } adından bahset.** Devamını sormak için bir yanıtı yanıtla. Birinin yazdığını aramak için bir mesajın menüsünü aç: Uygulamalar › { menu-find }.
    Her yanıt, bulunduğu yerle birlikte kaynaklardan kelimesi kelimesine bir alıntıdır. Kaynaklar bir soruyu yanıtlamıyorsa bunu söylerim.

digest-day = { $date } tarihli sorular
digest-week = { $first } – { $last } arasındaki sorular
digest-counts = Sorulan: { NUMBER($asked) } · yanıtlanan: { NUMBER($answered) } · kaynaklarda olmayan: { NUMBER($refused) }
digest-before = Önceki aynı sürede: { NUMBER($asked) } soruldu, { NUMBER($answered) } yanıtlandı
digest-times = Yanıt süresi: ortanca { NUMBER($median) } ms, en çok { NUMBER($most) } ms
digest-legend = { $answered } yanıtlanan, { $refused } kaynaklarda olmayan
digest-hours = saatler UTC’ye göre
digest-not-found = En sık bulunamayanlar
digest-unquoted = Hiç alıntılanmayan: { NUMBER($documents) } belgeden { NUMBER($count) } tanesi

menu-pin = Bölüm sabitle
command-pins = Bu sunucuda sabitlenenleri listele ve kaldır
pin-title = “{ $question }” sorusunu hangi bölüm yanıtlıyor?
pin-nothing = Bu yanıtın bölümleri artık yok ya da onları okuyamazsın. Başka birini ara.
pin-none = Yalnızca Quoth’un bu sunucudaki, sorusu hâlâ saklanan yanıtları sabitlenebilir.
pin-followup = Bu soru başka birinin devamıydı. Onu bir kez daha tam olarak sor ve ona bir bölüm sabitle.
pin-done = Sabitlendi. Bu sunucuda “{ $question }” ve aynı anlama gelen sorular için artık önce bu bölüm geliyor. /pins sabitlenenleri listeler ve kaldırır.
button-pin-search = Ara…
pin-search-title = Bölüm ara
pin-search-words = Soru veya anahtar kelimeler
pins-title = Bu sunucuda sabitlenen: { NUMBER($count) }
pins-none = Bu sunucuda sabitlenen bir şey yok.
pinned = sabitlendi
